using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>Makes functions known to the service.</summary>
public static class JobFunctionRegistration
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Registers every method of an assembly that has a <see cref="JobFunctionAttribute"/>.</summary>
    /// <exception cref="InvalidOperationException">A name is taken, or a method can't be called by a job.</exception>
    public static IServiceCollection AddJobFunctions(this IServiceCollection services, Assembly assembly)
    {
        foreach (var method in assembly.GetTypes().SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<JobFunctionAttribute>() is not { } attribute)
                continue;
            var function = JobFunction.Of(attribute.Name, method);
            if (services.Any(service => service.ImplementationInstance is JobFunction other && other.Name == function.Name))
                throw new InvalidOperationException($"Two functions are called '{function.Name}'");
            services.AddSingleton(function);
        }

        return services;
    }
}
