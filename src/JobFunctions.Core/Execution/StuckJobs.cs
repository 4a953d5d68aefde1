using System.Runtime.CompilerServices;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Takes the jobs of instances whose lease is over: back to pending, or failed when their budget of retries is spent. A crash is
/// charged, since the job itself may have caused it.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="admission">Lets the jobs start again that are pending.</param>
/// <param name="instances">The heartbeats.</param>
/// <param name="own">Whether heartbeats get through at all.</param>
/// <param name="options">Lease and skew.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
/// <param name="log">What was found.</param>
public sealed class StuckJobs(
    IJobStore store, Admission admission, InstanceTable instances, OwnHeartbeat own, IOptions<JobOptions> options, TimeProvider time, Randomness random,
    ILogger<StuckJobs> log)
{
    /// <summary>Resets every stuck job.</summary>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    /// <returns>How many were reset or failed.</returns>
    public async Task<int> ResetAsync(CancellationToken cancellationToken)
    {
        var reset = 0;
        await foreach (var job in FindAsync(cancellationToken))
        {
            if (await TryResetAsync(job, cancellationToken))
                reset++;
        }

        return reset;
    }

    /// <summary>The stuck jobs, as their index rows show them.</summary>
    public async IAsyncEnumerable<Job> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One moment for the whole round: heartbeats that come while it lasts must not make their instances look silent.
        var now = time.GetUtcNow();
        if (!own.IsSteady(now))
            yield break;
        Dictionary<string, DateTimeOffset>? heartbeats = null;
        await foreach (var job in store.RunningAsync(null, cancellationToken))
        {
            heartbeats ??= (await instances.ListAsync(cancellationToken)).ToDictionary(instance => instance.Id, instance => instance.HeartbeatAt);
            if (IsStuck(job, heartbeats, now))
                yield return job;
        }
    }

    // A lease counts from the claim or from the instance's last heartbeat, whichever is later: short jobs need no heartbeat at all.
    private bool IsStuck(Job job, Dictionary<string, DateTimeOffset> heartbeats, DateTimeOffset now)
    {
        var lastSign = job.LockedAt!.Value;
        if (heartbeats.TryGetValue(job.LockedBy!, out var heartbeat) && heartbeat > lastSign)
            lastSign = heartbeat;
        return lastSign + options.Value.Lease + options.Value.ClockSkew < now;
    }

    /// <summary>Resets a stuck job, or fails it when its budget is spent.</summary>
    /// <returns>False when it was alive after all, or another instance was faster.</returns>
    public async Task<bool> TryResetAsync(Job listed, CancellationToken cancellationToken)
    {
        try
        {
            var job = await store.FindAsync(listed.Id, cancellationToken);
            if (job is not { Status: JobStatus.Running } || job.LockedBy != listed.LockedBy || job.Attempt != listed.Attempt)
                return false;

            var after = job.LoseLease(job.Generation.Next(random), time.GetUtcNow());
            if (after.Status == JobStatus.Pending)
                await admission.LetStartAsync(after, cancellationToken);
            await store.UpdateAsync(job, after);
            Log.StuckJob(log, job.Id, job.LockedBy, after.Status.ToWord());
            return true;
        }
        catch (JobConflictException)
        {
            // It was alive after all, or another instance reset it.
            return false;
        }
        catch (Exception trouble) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round tries again; the other jobs of this one must not wait for that.
            Log.RoundFailed(log, nameof(StuckJobs), StorageTrouble.Reason(trouble));
            return false;
        }
    }
}
