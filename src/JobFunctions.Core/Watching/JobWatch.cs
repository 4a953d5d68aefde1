using System.Threading.Channels;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Watching;

/// <summary>One caller's view of a watched job: every snapshot in turn. Who looks too seldom misses the oldest ones.</summary>
public sealed class JobWatch : IDisposable
{
    private const int MaxWaiting = 64;

    private readonly Channel<Snapshot> _snapshots = Channel.CreateBounded<Snapshot>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly TimeProvider _time;
    private readonly Action<JobWatch> _end;

    internal JobWatch(TimeProvider time, Action<JobWatch> end) => (_time, _end) = (time, end);

    /// <summary>The next snapshot; the first one is the job as it is.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the time is over.</returns>
    /// <exception cref="Storage.StorageUnavailableException">The job could not be read even once.</exception>
    public async Task<Snapshot?> NextAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_snapshots.Reader.TryRead(out var there))
            return there;
        if (atMost <= TimeSpan.Zero)
            return null;

        using var over = new CancellationTokenSource(atMost, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await _snapshots.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } trouble)
        {
            throw new Storage.StorageUnavailableException(trouble);
        }
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _end(this);

    internal void Show(Snapshot snapshot) => _snapshots.Writer.TryWrite(snapshot);

    internal void Fail(Exception trouble) => _snapshots.Writer.TryComplete(trouble);
}

/// <summary>A job at one moment.</summary>
/// <param name="Job">The job; null when there is none.</param>
public sealed record Snapshot(Job? Job);
