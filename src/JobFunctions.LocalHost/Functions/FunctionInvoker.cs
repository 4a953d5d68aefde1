using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Functions;

/// <summary>Runs a function: makes its class, binds its parameters, awaits what it returns.</summary>
internal sealed class FunctionInvoker
{
    private readonly ObjectFactory? _create;
    private readonly MethodInvoker _method;
    private readonly Func<Invocation, object?>[] _bindings;

    /// <param name="function">What to run.</param>
    /// <param name="routeValues">The names that parameters without another source may have.</param>
    public FunctionInvoker(FunctionDescriptor function, IEnumerable<string> routeValues)
    {
        _create = function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);
        _method = MethodInvoker.Create(function.Method);
        var names = routeValues.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _bindings = [.. function.Method.GetParameters().Select(parameter => ParameterBinding.For(function, parameter, names))];
    }

    /// <summary>Runs the function in the invocation's scope.</summary>
    /// <returns>The function's result; null when it has none.</returns>
    public async Task<object?> InvokeAsync(Invocation invocation)
    {
        var instance = _create?.Invoke(invocation.InstanceServices, null);
        var arguments = Array.ConvertAll(_bindings, bind => bind(invocation));
        return await ResultOf(_method.Invoke(instance, arguments.AsSpan()));
    }

    private static async ValueTask<object?> ResultOf(object? returned)
    {
        switch (returned)
        {
            case Task<IResult> task:
                return await task;
            case Task task:
                await task;
                return task.GetType().GetProperty(nameof(Task<>.Result))?.GetValue(task);
            case ValueTask task:
                await task;
                return null;
            case not null when returned.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                return await ResultOf(type.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null));
            default:
                return returned;
        }
    }
}
