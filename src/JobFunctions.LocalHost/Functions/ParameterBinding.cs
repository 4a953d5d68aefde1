using System.ComponentModel;
using System.Reflection;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Functions;

/// <summary>Where the value of a function's parameter comes from, settled once at start.</summary>
internal static class ParameterBinding
{
    public static Func<Invocation, object?> For(FunctionDescriptor function, ParameterInfo parameter, IReadOnlySet<string> routeValues)
    {
        // By its place: two hosts of a process that ask for a method's parameters at the same moment may be given different objects.
        if (parameter.Position == function.TriggerParameter.Position)
            return TriggerValue(function, parameter);
        if (parameter.ParameterType == typeof(CancellationToken))
            return invocation => invocation.CancellationToken;
        if (parameter.ParameterType == typeof(FunctionContext))
            return invocation => invocation;
        if (routeValues.Contains(parameter.Name!))
            return RouteValue(parameter);

        throw new StartupException($"Nothing binds to the parameter '{parameter.Name}' of the function '{function.Name}'.");
    }

    private static Func<Invocation, object?> TriggerValue(FunctionDescriptor function, ParameterInfo parameter)
    {
        var offered = function.Trigger switch
        {
            HttpTriggerAttribute => typeof(HttpRequest),
            QueueTriggerAttribute => typeof(string),
            _ => typeof(TimerInfo),
        };
        return parameter.ParameterType == offered
            ? invocation => invocation.TriggerValue
            : throw new StartupException($"The trigger of the function '{function.Name}' binds to {offered.Name} only.");
    }

    private static Func<Invocation, object?> RouteValue(ParameterInfo parameter)
    {
        var name = parameter.Name!;
        var type = parameter.ParameterType;
        var converter = TypeDescriptor.GetConverter(type);
        var absent = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return invocation => invocation.BindingContext.BindingData.GetValueOrDefault(name) switch
        {
            null => absent,
            var value when type.IsInstanceOfType(value) => value,
            var value => converter.ConvertFromInvariantString(value.ToString()!),
        };
    }
}
