using System.Threading.Channels;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Outbox;

/// <summary>
/// Tells followers of what this process commits, at once and in the background; what is left, since a process died or storage was in
/// trouble, a round tells later. An entry's row goes when all of its followers have been told, so nothing is lost; that nothing happens
/// twice is the receivers' part.
/// </summary>
/// <param name="table">The entries.</param>
/// <param name="receivers">One for each kind of followers.</param>
/// <param name="feed">Tells of the changes that this process commits.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What could not be told.</param>
public sealed class OutboxDelivery(
    OutboxTable table, IEnumerable<IOutboxReceiver> receivers, CommitFeed feed, TimeProvider time, ILogger<OutboxDelivery> log) : BackgroundService
{
    /// <summary>How many entries wait in memory at most; those beyond are the round's.</summary>
    private const int Waiting = 10_000;

    private const int AtOnce = 16;

    /// <summary>Younger entries are on their way in the process that wrote them.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(10);

    private readonly IOutboxReceiver[] _receivers = [.. receivers];
    private readonly Channel<OutboxEntry> _waiting = Channel.CreateBounded<OutboxEntry>(Waiting);

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Followed += Take;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        feed.Followed -= Take;
        await base.StopAsync(cancellationToken);
    }

    /// <summary>The entries that were left over.</summary>
    public IAsyncEnumerable<OutboxEntry> FindLeftAsync(CancellationToken cancellationToken) => table.ReadAsync(time.GetUtcNow() - UnderWay, cancellationToken);

    /// <summary>Tells the entries that were left over.</summary>
    /// <returns>How many are done now.</returns>
    public async Task<int> DeliverLeftAsync(CancellationToken cancellationToken)
    {
        var done = 0;
        await Parallel.ForEachAsync(FindLeftAsync(cancellationToken), Bounded(cancellationToken), async (entry, stop) =>
        {
            if (await DeliverAsync(entry, stop))
                Interlocked.Increment(ref done);
        });
        return done;
    }

    /// <summary>Tells all followers of one entry, and removes it then.</summary>
    /// <returns>False when it stays.</returns>
    internal async Task<bool> DeliverAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var isDone = true;
            foreach (var receiver in _receivers.Where(receiver => entry.Followers.HasFlag(receiver.Tells)))
                isDone &= await receiver.ReceiveAsync(entry, cancellationToken);
            if (isDone)
                await table.RemoveAsync(entry, cancellationToken);
            return isDone;
        }
        catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round tries again; the other entries must not wait for that.
            Log.NotDelivered(log, entry.Job, entry.Status.ToString(), StorageTrouble.Reason(trouble));
            return false;
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(stoppingToken), Bounded(stoppingToken), async (entry, stop) => await DeliverAsync(entry, stop));

    private static ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    private void Take(OutboxEntry entry) => _waiting.Writer.TryWrite(entry);
}
