using System.Collections.Concurrent;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Consistency;

/// <summary>Holds the rows of the limits against each other, and places in line against their jobs.</summary>
/// <param name="slots">The rows.</param>
/// <param name="store">The jobs.</param>
/// <param name="controls">The limits in force.</param>
/// <param name="options">How old a place must be: it is written before its job.</param>
/// <param name="time">What time it is.</param>
public sealed class LimitsCheck(SlotTable slots, IJobStore store, Controls controls, IOptions<RetentionOptions> options, TimeProvider time)
{
    private const int AtOnce = 16;

    /// <summary>How often rows are read again about which decisions are made all the time.</summary>
    private const int Readings = 10;

    /// <summary>A transaction holds 100 operations, one of them the gate's.</summary>
    private const int ChangesAtOnce = 90;

    internal async Task CheckAsync(CheckRun run, CancellationToken cancellationToken)
    {
        for (var readings = 0; readings < Readings && !run.MustEnd(); readings++)
        {
            if (await slots.ReadAllAsync(cancellationToken) is not { } rows)
                continue;
            var stale = await StaleAsync(rows, run, cancellationToken);
            var verdict = LimitsAudit.Judge(rows, stale, await controls.LimitsAsync(cancellationToken));
            if (verdict.Findings.Count == 0)
                return;
            if (run.Mends && !await TryMendAsync(verdict, cancellationToken))
                continue;
            foreach (var finding in verdict.Findings)
                run.Found(finding.Kind, finding.Example, run.Mends && finding.CanBeMended);
            return;
        }

        run.LimitsAreBusy = true;
    }

    private async Task<IReadOnlySet<string>> StaleAsync(SlotSnapshot rows, CheckRun run, CancellationToken cancellationToken)
    {
        var stale = new ConcurrentBag<string>();
        var before = time.GetUtcNow() - options.Value.Orphans;
        await Parallel.ForEachAsync(
            rows.Waiting.Where(place => place.WrittenAt < before && !run.Known.Waits(place.Job.Job, place.Job.Generation)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (place, stop) =>
            {
                if (!run.MustEnd() && await IsStaleAsync(place.Job, stop))
                    stale.Add(place.Key);
            });
        return stale.ToHashSet();
    }

    private async Task<bool> IsStaleAsync(WaitingJob place, CancellationToken cancellationToken)
    {
        try
        {
            var job = await store.FindAsync(place.Job, cancellationToken);
            return job is not { Status: JobStatus.Pending or JobStatus.Scheduled } || job.Generation != place.Generation;
        }
        catch (Exception unreadable) when (DamagedRow.Is(unreadable))
        {
            // It is there, and nobody can tell what it does.
            return false;
        }
    }

    /// <returns>False when decisions were made meanwhile: what is left must be judged anew.</returns>
    private async Task<bool> TryMendAsync(LimitsVerdict verdict, CancellationToken cancellationToken)
    {
        var gate = verdict.Gate;
        var groups = verdict.Changes.Count == 0 ? [[]] : verdict.Changes.Chunk(ChangesAtOnce);
        try
        {
            foreach (var changes in groups)
                gate = await slots.MendAsync(gate, changes, cancellationToken);
            return true;
        }
        catch (Exception late) when (StorageTrouble.IsLate(late))
        {
            return false;
        }
    }
}
