using System.ComponentModel.DataAnnotations;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.FunctionCalls;

namespace JobFunctions.JobTypes.Tests.FunctionCalls;

/// <summary>Functions of every shape that a registration meets.</summary>
internal sealed class SampleFunctions(TimeProvider time) : IDisposable
{
    public static int Disposed;

    [JobFunction("static.add")]
    public static int Add(int first, int second = 10) => first + second;

    [JobFunction("class.greet")]
    public async Task<string> GreetAsync(IJobContext job, string who, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return $"{who}, attempt {job.Attempt}, {time.GetUtcNow().Year}";
    }

    [JobFunction("class.all")]
    public static ValueTask<Sizes> AllAsync(
        decimal amount, bool flag, DateTimeOffset when, Guid id, Color color, IReadOnlyList<string> names, Sizes sizes, long? maybe = null) =>
        ValueTask.FromResult(sizes with { Text = $"{amount} {flag} {when:yyyy-MM-dd} {id} {color} {string.Join('+', names)} {maybe?.ToString() ?? "none"}" });

    [JobFunction("class.nothing")]
    public static Task NothingAsync() => Task.CompletedTask;

    [JobFunction("class.void")]
    public static void Void([Range(1, 5)] int count) => _ = count;

    [JobFunction("class.throws")]
    public static void Throws() => throw new PermanentJobException("as asked");

    public void Dispose() => Interlocked.Increment(ref Disposed);
}

internal enum Color
{
    Red,
    DarkBlue,
}

internal sealed record Sizes(int Width, string? Text = null);
