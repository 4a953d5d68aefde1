using System.Collections.Concurrent;

namespace JobFunctions.LocalHost.Tests.Queues;

/// <summary>What the queue functions of these tests have seen, and what they shall do.</summary>
public sealed class QueueProbe
{
    private int _running;
    private int _most;

    public ConcurrentQueue<(string Body, string DequeueCount)> Calls { get; } = [];

    /// <summary>Done within each call.</summary>
    public Func<CancellationToken, Task> Act { get; init; } = _ => Task.CompletedTask;

    public int Running => Volatile.Read(ref _running);

    public int MostAtOnce => Volatile.Read(ref _most);

    public async Task RunAsync(string body, IReadOnlyDictionary<string, object?> data, CancellationToken cancellationToken)
    {
        Calls.Enqueue((body, (string)data["DequeueCount"]!));
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        try
        {
            await Act(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private void InterlockedMax(int value)
    {
        for (int seen; (seen = MostAtOnce) < value && Interlocked.CompareExchange(ref _most, value, seen) != seen;)
        {
        }
    }
}
