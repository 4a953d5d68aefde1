using System.Reflection;
using JobFunctions.LocalHost.Settings;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Functions;

/// <summary>Finds the functions among types, as the platform's build does.</summary>
internal static class FunctionScanner
{
    /// <summary>All functions, by name.</summary>
    public static IReadOnlyList<FunctionDescriptor> Scan(IEnumerable<Type> types)
    {
        var functions = types
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(Describe)
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();

        var twice = functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? functions
            : throw new StartupException($"Two functions have the name '{twice.Key}'.");
    }

    private static FunctionDescriptor Describe(MethodInfo method)
    {
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        var triggers =
            from candidate in method.GetParameters()
            from attribute in candidate.GetCustomAttributes()
            where attribute is HttpTriggerAttribute or QueueTriggerAttribute or TimerTriggerAttribute
            select (candidate, attribute);

        return triggers.ToList() is [var (parameter, trigger)]
            ? new FunctionDescriptor(name, method, parameter, trigger)
            : throw new StartupException($"The function '{name}' needs exactly one trigger.");
    }
}
