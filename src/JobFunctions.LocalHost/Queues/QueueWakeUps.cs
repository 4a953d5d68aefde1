using System.Collections.Concurrent;
using JobFunctions.Core.Storage;

namespace JobFunctions.LocalHost.Queues;

/// <summary>Wakes the pump of a queue when this process puts a message there, at the moment it can be received.</summary>
internal sealed class QueueWakeUps(TimeProvider time) : IQueueObserver
{
    /// <summary>A message that comes later is found by polling: a backlog of scheduled jobs must not be one of timers.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, WakeSignal> _signals = new(StringComparer.Ordinal);

    /// <summary>The signal of a queue, which its only pump waits for.</summary>
    public WakeSignal SignalOf(string queue) => _signals.GetOrAdd(queue, _ => new WakeSignal(time));

    public void Enqueued(string queue, TimeSpan visibleIn)
    {
        if (visibleIn <= LongestDelay && _signals.TryGetValue(queue, out var signal))
            _ = SetAsync(signal, visibleIn);
    }

    private async Task SetAsync(WakeSignal signal, TimeSpan visibleIn)
    {
        if (visibleIn > TimeSpan.Zero)
            await Task.Delay(visibleIn, time);
        signal.Set();
    }
}
