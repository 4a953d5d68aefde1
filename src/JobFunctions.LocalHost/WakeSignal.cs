namespace JobFunctions.LocalHost;

/// <summary>Ends a wait early. Many may set it; one waits at a time, and a signal set before the wait ends it at once.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private TaskCompletionSource _signal = New();

    public void Set() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Waits for the signal, no longer than told; a cancelled wait just ends.</summary>
    /// <returns>Whether the signal was set.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var signal = _signal.Task;
        await signal.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!signal.IsCompleted)
            return false;

        // A setter that still holds the old signal spoke before the waiter looks again, so nothing is missed.
        Volatile.Write(ref _signal, New());
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
