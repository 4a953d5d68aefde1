using System.Linq.Expressions;
using System.Reflection;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>Turns a method into a delegate that takes its target and its arguments and awaits what it returns.</summary>
internal static class MethodCompiler
{
    private const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Static;

    public static Func<object?, object?[], Task<object?>> Compile(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object));
        var values = Expression.Parameter(typeof(object?[]));
        var arguments = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(index)), parameter.ParameterType));
        var call = Expression.Call(method.IsStatic ? null : Expression.Convert(target, method.DeclaringType!), method, arguments);
        return Expression.Lambda<Func<object?, object?[], Task<object?>>>(Awaited(call), target, values).Compile();
    }

    private static Expression Awaited(MethodCallExpression call)
    {
        if (call.Type == typeof(void))
            return Expression.Block(call, Expression.Constant(Task.FromResult<object?>(null)));
        var (name, results) = call.Type switch
        {
            { IsGenericType: true } task when task.GetGenericTypeDefinition() == typeof(Task<>) => (nameof(OfTaskAsync), task.GetGenericArguments()),
            { IsGenericType: true } task when task.GetGenericTypeDefinition() == typeof(ValueTask<>) => (nameof(OfValueTaskAsync), task.GetGenericArguments()),
            var task when task == typeof(ValueTask) => (nameof(OfNothingValueAsync), []),
            var task when typeof(Task).IsAssignableFrom(task) => (nameof(OfNothingAsync), []),
            var value => (nameof(OfValue), new[] { value }),
        };
        var await = typeof(MethodCompiler).GetMethod(name, Own)!;
        return Expression.Call(results.Length > 0 ? await.MakeGenericMethod(results) : await, call);
    }

    private static Task<object?> OfValue<T>(T value) => Task.FromResult<object?>(value);

    private static async Task<object?> OfTaskAsync<T>(Task<T> task) => await task;

    private static async Task<object?> OfValueTaskAsync<T>(ValueTask<T> task) => await task;

    private static async Task<object?> OfNothingAsync(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> OfNothingValueAsync(ValueTask task)
    {
        await task;
        return null;
    }
}
