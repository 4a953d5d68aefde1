using System.Runtime.CompilerServices;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Finds due jobs that have lost their bell, and rings again. A lane is first-in-first-out but for delays, so a job that has been due
/// for longer than the message at the head of its lane exists is not waiting for its turn: its bell is gone, or hidden behind a host
/// that died. A bell too many is harmless, but for its cost: a job is rung for again only after a pause that doubles.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="bells">The lanes.</param>
/// <param name="admission">Rings, or puts in line.</param>
/// <param name="controls">The limits in force.</param>
/// <param name="slots">Who waits for a slot and so has no bell.</param>
/// <param name="processor">Whether jobs may start.</param>
/// <param name="parked">The bells that are not lost but wait for the processor.</param>
/// <param name="metrics">How many jobs there are, and how long the oldest has been due.</param>
/// <param name="options">How long a bell may be on its way.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was found.</param>
public sealed class LostBells(
    IJobStore store, Bells bells, Admission admission, Controls controls, SlotTable slots, Processor processor, ParkedBells parked,
    JobMetrics metrics, IOptions<JobOptions> options, TimeProvider time, ILogger<LostBells> log)
{
    /// <summary>How many jobs of each shard, status and lane one round looks at.</summary>
    private const int PerRound = 500;

    /// <summary>The same where most of them may be waiting for a slot.</summary>
    private const int PerRoundWithLimits = 10_000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private Dictionary<(JobId, Generation), Ring> _rings = [];

    /// <summary>Rings for the oldest due jobs that have no bell, and says how old the oldest is: an alert reads that.</summary>
    /// <returns>How many bells were rung.</returns>
    public async Task<int> RingAsync(CancellationToken cancellationToken)
    {
        var pending = await HeadAsync(JobStatus.Pending, cancellationToken);
        await TellAsync(pending, cancellationToken);
        var seen = new Dictionary<(JobId, Generation), Ring>();
        var rung = 0;
        await foreach (var job in FindAsync(pending, cancellationToken))
        {
            var now = time.GetUtcNow();
            var key = (job.Id, job.Generation);
            var last = _rings.GetValueOrDefault(key);
            if (last is null || now >= last.At + last.Pause)
            {
                await admission.LetStartAsync(job, cancellationToken);
                Log.LostBell(log, job.Id);
                rung++;
                last = new Ring(now, Longer(last?.Pause));
            }

            seen[key] = last;
        }

        _rings = seen;
        return rung;
    }

    /// <summary>The oldest due jobs that have no bell, as their index rows show them.</summary>
    public async IAsyncEnumerable<Job> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var job in FindAsync(await HeadAsync(JobStatus.Pending, cancellationToken), cancellationToken))
            yield return job;
    }

    private async IAsyncEnumerable<Job> FindAsync(JobPage pending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Most rounds end here: without a job that has been due for so long no lane has to be looked at.
        var late = new List<JobStatus>();
        if (IsLate(pending))
            late.Add(JobStatus.Pending);
        if (IsLate(await HeadAsync(JobStatus.Scheduled, cancellationToken)))
            late.Add(JobStatus.Scheduled);
        if (late.Count == 0 || !await processor.RunsAsync(cancellationToken) || await parked.AnyAsync(cancellationToken))
            yield break;

        var inLine = (await controls.LimitsAsync(cancellationToken)).Any ? await InLineAsync(cancellationToken) : null;
        var limit = inLine is null ? PerRound : PerRoundWithLimits;
        foreach (var priority in Lanes.All)
        {
            // Whatever is due after the head has its bell behind it.
            var head = await bells.HeadAsync(Lanes.Of(priority), cancellationToken);
            var now = time.GetUtcNow();
            var latest = (head < now ? head : now) - options.Value.BellGrace;
            foreach (var status in late)
            {
                await foreach (var job in store.DueAsync(status, priority, latest, limit, cancellationToken))
                {
                    if (inLine?.Contains(job.Id) != true)
                        yield return job;
                }
            }
        }
    }

    // A head that can't be read hides what is behind it.
    private bool IsLate(JobPage head) =>
        head.Jobs is [var oldest] ? oldest.DueAt + options.Value.BellGrace < time.GetUtcNow() : head.Cursor is not null;

    private ValueTask<HashSet<JobId>> InLineAsync(CancellationToken cancellationToken) =>
        slots.LinesAsync(cancellationToken).OfType<WaitingJob>().Select(waiting => waiting.Job).ToHashSetAsync(cancellationToken: cancellationToken);

    private Task<JobPage> HeadAsync(JobStatus status, CancellationToken cancellationToken) =>
        store.ListAsync(new JobQuery { Status = status, Limit = 1 }, cancellationToken);

    private async Task TellAsync(JobPage pending, CancellationToken cancellationToken)
    {
        var age = pending.Jobs is [var oldest] ? time.GetUtcNow() - oldest.DueAt : TimeSpan.Zero;
        if (age > options.Value.BellGrace)
            Log.OldestDue(log, (long)age.TotalSeconds);
        metrics.Tell(age);
        if (metrics.WantsCounts)
            metrics.Tell(await store.CountAsync(cancellationToken));
    }

    private TimeSpan Longer(TimeSpan? pause)
    {
        var next = 2 * (pause ?? options.Value.BellGrace);
        return next < LongestPause ? next : LongestPause;
    }

    private sealed record Ring(DateTimeOffset At, TimeSpan Pause);
}
