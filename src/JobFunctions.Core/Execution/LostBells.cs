using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Finds due jobs that have lost their bell, and rings again. A lane is first-in-first-out but for delays, so a job that has been due
/// for longer than the message at the head of its lane exists is not waiting for its turn: its bell is gone, or hidden behind a host
/// that died. A bell too many is harmless.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="bells">The lanes.</param>
/// <param name="options">How long a bell may be on its way.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was found.</param>
public sealed class LostBells(IJobStore store, Bells bells, IOptions<JobOptions> options, TimeProvider time, ILogger<LostBells> log)
{
    /// <summary>How many jobs of each shard and status one round looks at.</summary>
    private const int PerRound = 500;

    /// <summary>Rings for the oldest due jobs that have no bell, and says how old the oldest is: an alert reads that.</summary>
    /// <returns>How many bells were rung.</returns>
    public async Task<int> RingAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = now - options.Value.BellGrace;
        var oldest = latest;
        var heads = new Dictionary<Priority, DateTimeOffset>();
        var rung = 0;
        foreach (var status in new[] { JobStatus.Pending, JobStatus.Scheduled })
        {
            await foreach (var job in store.DueAsync(status, latest, PerRound, cancellationToken))
            {
                oldest = job.DueAt < oldest ? job.DueAt : oldest;
                if (!heads.TryGetValue(job.Priority, out var head))
                    heads[job.Priority] = head = await bells.HeadAsync(Lanes.Of(job.Priority), cancellationToken);
                if (job.DueAt + options.Value.BellGrace >= head)
                    continue;
                await bells.RingAsync(job, cancellationToken);
                Log.LostBell(log, job.Id);
                rung++;
            }
        }

        if (oldest < latest)
            Log.OldestDue(log, (long)(now - oldest).TotalSeconds);
        return rung;
    }
}
