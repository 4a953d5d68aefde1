using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Looks after the bells that the host gave up on. That happens when the function could not even begin, time after time: an outage.
/// So a healthy job's bell is rung again, and only after a day the job is failed.
/// </summary>
public sealed class PoisonBells(IJobStore store, Bells bells, UnreadableMessages unreadable, TimeProvider time, ILogger<PoisonBells> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Decides about one poison message.</summary>
    public async Task HandleAsync(LaneMessage message, CancellationToken cancellationToken)
    {
        if (!Bell.TryParse(message.Text, out var bell))
        {
            await unreadable.RecordAsync(message, cancellationToken);
            return;
        }

        for (var settled = false; !settled;)
            settled = await TryHandleAsync(message, bell, cancellationToken);
    }

    private async Task<bool> TryHandleAsync(LaneMessage message, Bell bell, CancellationToken cancellationToken)
    {
        Job? job;
        try
        {
            job = await store.FindAsync(bell.Job, cancellationToken);
        }
        catch (Exception damaged) when (DamagedRow.Is(damaged))
        {
            await unreadable.RecordAsync(message, $"The row of job {bell.Job} can't be read. The message's body stands in the config.", cancellationToken);
            return true;
        }

        var waits = job is { Status: JobStatus.Pending or JobStatus.Scheduled } && job.Generation == bell.Generation;
        if (job is null || !waits)
        {
            // Ended, started anew, or under a lease that the stuck-job timer watches.
            Log.PoisonBell(log, bell.Job, "void");
            return true;
        }

        var now = time.GetUtcNow();
        var age = now - (bell.PoisonedAt ?? now);
        if (age < Patience)
        {
            var delay = TimeSpan.FromTicks(Math.Clamp(age.Ticks, ShortestWait.Ticks, LongestWait.Ticks));
            await bells.PutAsync(message.Queue, bell with { PoisonedAt = bell.PoisonedAt ?? now }, delay, cancellationToken);
            Log.PoisonBell(log, bell.Job, "rung again");
            return true;
        }

        try
        {
            var error = new JobError("PoisonMessage", "The host could not start this job for 24 hours; see its logs", null);
            await store.UpdateAsync(job, job.Fail(error, permanent: true, TimeSpan.Zero, job.Generation, now));
            Log.PoisonBell(log, bell.Job, "failed");
            return true;
        }
        catch (JobConflictException)
        {
            return false;
        }
    }
}
