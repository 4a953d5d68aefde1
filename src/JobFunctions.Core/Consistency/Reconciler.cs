using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Consistency;

/// <summary>
/// Finds what should never be: rows that contradict each other, counters that don't add up, blobs and places in line without a job. The
/// service itself writes none of it; a mistake by hand, an old fault or a restored copy may. What a crash leaves every day is mended by
/// the fast rounds, not here.
/// </summary>
/// <param name="shards">Index rows and counters.</param>
/// <param name="limits">The rows of the limits.</param>
/// <param name="blobs">Blobs without jobs.</param>
/// <param name="fast">What others mend.</param>
/// <param name="state">How far the last run got.</param>
/// <param name="options">How often, and for how long.</param>
/// <param name="host">How long a run may last, whatever the options say.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was mended.</param>
public sealed class Reconciler(
    ShardCheck shards, LimitsCheck limits, BlobCheck blobs, FastRounds fast, ServiceState state, IOptions<ConsistencyOptions> options,
    HostLimits host, TimeProvider time, ILogger<Reconciler> log)
{
    private static readonly TimeSpan LimitsLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BlobsLimit = TimeSpan.FromMinutes(3);

    /// <summary>The timer is never exact: a run that begins a little early is still due.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    /// <summary>Looks at everything and writes nothing.</summary>
    /// <param name="limit">When to stop.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    public async Task<ConsistencyReport> LookAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var run = new CheckRun(mends: false, time);
        run.Begin(limit);
        await fast.CheckAsync(run, cancellationToken);
        for (var shard = 0; shard < shards.Shards && await shards.CheckAsync(shard, run, cancellationToken); shard++)
        {
        }

        await limits.CheckAsync(run, cancellationToken);
        await blobs.CheckAsync(null, run, cancellationToken);
        return run.Report();
    }

    /// <summary>Mends everything, if a run is due and no other instance has begun it.</summary>
    /// <returns>Null when there was nothing to do.</returns>
    public async Task<ConsistencyReport?> MendIfDueAsync(CancellationToken cancellationToken)
    {
        var last = await state.ReconcilerAsync(cancellationToken);
        return last.StartedAt + options.Value.Interval - Early > time.GetUtcNow() ? null : await MendAsync(last, cancellationToken);
    }

    /// <summary>Mends everything now.</summary>
    /// <returns>Null when another instance began at the same moment.</returns>
    internal async Task<ConsistencyReport?> MendAsync(CancellationToken cancellationToken) =>
        await MendAsync(await state.ReconcilerAsync(cancellationToken), cancellationToken);

    private async Task<ConsistencyReport?> MendAsync(ReconcilerState last, CancellationToken cancellationToken)
    {
        // One run at a time: two that find the same difference in a counter would both add it.
        if (await state.TrySetReconcilerAsync(last with { StartedAt = time.GetUtcNow() }, cancellationToken) is not { } begun)
            return null;
        var run = new CheckRun(mends: true, time);
        var first = begun.FirstShard;
        var marker = begun.BlobMarker;

        await PartAsync(Shorter(options.Value.RunLimit, host.LongestAttempt / 2), async () =>
        {
            for (var i = 0; i < shards.Shards; i++)
            {
                // A shard that takes longer than a whole run must not keep the others from their turn.
                first = (begun.FirstShard + i + 1) % shards.Shards;
                if (!await shards.CheckAsync((begun.FirstShard + i) % shards.Shards, run, cancellationToken))
                    break;
            }
        });
        await PartAsync(Shorter(LimitsLimit, host.LongestAttempt / 16), () => limits.CheckAsync(run, cancellationToken));
        await PartAsync(Shorter(BlobsLimit, host.LongestAttempt / 8), async () =>
        {
            // A marker that the service does not know any more must not be kept.
            marker = null;
            marker = await blobs.CheckAsync(begun.BlobMarker, run, cancellationToken);
        });

        await state.TrySetReconcilerAsync(begun with { FirstShard = first, BlobMarker = marker }, cancellationToken);
        var report = run.Report();
        Tell(report);
        return report;

        async Task PartAsync(TimeSpan limit, Func<Task> check)
        {
            try
            {
                run.Begin(limit);
                await check();
            }
            catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
            {
                // The other parts have their own rows to mend.
                Log.RoundFailed(log, nameof(Reconciler), StorageTrouble.Reason(trouble));
                run.Cut();
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Tell(ConsistencyReport report)
    {
        foreach (var (kind, findings) in report.Findings.Where(pair => pair.Value.Found > 0))
            Log.Mended(log, kind.ToString(), findings.Mended, findings.Found, string.Join("; ", findings.Examples));
        Log.Reconciled(
            log, report.Jobs, (long)report.Duration.TotalSeconds, report.Findings.Values.Sum(findings => findings.Found),
            report.Findings.Values.Sum(findings => findings.Mended), report.BusyShards.Count, report.IsComplete);
    }
}
