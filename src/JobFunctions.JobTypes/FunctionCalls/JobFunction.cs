using System.Reflection;
using JobFunctions.Core.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>A method that jobs call. Reflection is done when it is registered; a call runs compiled code.</summary>
internal sealed class JobFunction
{
    private const int MaxName = 200;

    private readonly Type? _class;
    private readonly ObjectFactory? _create;
    private readonly Func<object?, object?[], Task<object?>> _call;

    private JobFunction(string name, MethodInfo method)
    {
        Name = name;
        Parameters = [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter))];
        Arguments = [.. Parameters.Where(parameter => parameter.Source == ParameterSource.Argument)];
        _call = MethodCompiler.Compile(method);
        if (!method.IsStatic)
            (_class, _create) = (method.DeclaringType, ActivatorUtilities.CreateFactory(method.DeclaringType!, []));
    }

    /// <summary>What a submit calls it.</summary>
    public string Name { get; }

    /// <summary>All parameters, in order.</summary>
    public IReadOnlyList<FunctionParameter> Parameters { get; }

    /// <summary>Those that a caller gives, in order.</summary>
    public IReadOnlyList<FunctionParameter> Arguments { get; }

    /// <exception cref="InvalidOperationException">The method can't be called by a job.</exception>
    public static JobFunction Of(string name, MethodInfo method)
    {
        var where = $"{method.DeclaringType?.FullName}.{method.Name}";
        if (name.Length is 0 or > MaxName)
            throw new InvalidOperationException($"The function name of {where} must have 1 to {MaxName} characters");
        if (method.ContainsGenericParameters || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            throw new InvalidOperationException($"{where} can't be a function: it has type parameters, or parameters by reference");
        if (!method.IsStatic && method.DeclaringType!.IsAbstract)
            throw new InvalidOperationException($"{where} can't be a function: its class can't be made");
        return new JobFunction(name, method);
    }

    /// <summary>Calls it with what <see cref="FunctionBinder"/> has bound.</summary>
    public async Task<object?> CallAsync(
        IReadOnlyDictionary<FunctionParameter, object?> arguments, IJobContext job, IServiceProvider services, CancellationToken cancellationToken)
    {
        object?[] values = [.. Parameters.Select(parameter => parameter.Source switch
        {
            ParameterSource.Job => job,
            ParameterSource.Token => cancellationToken,
            _ => arguments[parameter],
        })];
        if (_class is null)
            return await _call(null, values);

        await using var scope = services.CreateAsyncScope();
        var target = _create!(scope.ServiceProvider, null);
        try
        {
            return await _call(target, values);
        }
        finally
        {
            if (target is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (target as IDisposable)?.Dispose();
        }
    }
}
