using JobFunctions.Core.Dependencies;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>Starts jobs in a final status anew: the bell is put first, then the change is committed.</summary>
/// <param name="store">The jobs.</param>
/// <param name="keys">Which jobs hold keys.</param>
/// <param name="admission">Lets them start.</param>
/// <param name="parents">Whom they may have to wait for again.</param>
/// <param name="bulk">Does it with many at once.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
public sealed class JobRequeue(
    IJobStore store, JobKeys keys, Admission admission, ParentEdges parents, BulkRunner bulk, TimeProvider time, Randomness random)
{
    /// <summary>Requeues a job as it was read.</summary>
    /// <param name="job">Failed or cancelled, read from its own row.</param>
    /// <param name="change">A new config and its secrets, or null to keep the old ones.</param>
    /// <param name="cancellationToken">Stops before the bell is put.</param>
    /// <exception cref="JobConflictException">Somebody else was faster.</exception>
    /// <exception cref="KeyTakenException">It is unique, and another one like it is pending or running.</exception>
    /// <exception cref="IllegalTransitionException">The job is in another status.</exception>
    public async Task<Job> RequeueAsync(Job job, Func<Job, Job>? change, CancellationToken cancellationToken)
    {
        var after = job.Requeue(job.Generation.Next(random), time.GetUtcNow());
        if (job.DependsOn.Count > 0)
            after = after.WaitFor(await parents.FollowUnfinishedAsync(job, cancellationToken));
        if (change is not null)
            after = change(after);
        await admission.LetStartAsync(after, cancellationToken);
        try
        {
            return await store.UpdateAsync(job, after);
        }
        catch (KeyTakenException)
        {
            await admission.LeaveAsync(after);

            // Null when the other one has ended meanwhile: to be decided anew.
            throw await keys.FindActiveAsync(job, cancellationToken) is { } holder ? new KeyTakenException(holder) : new JobConflictException(job.Id);
        }
    }

    /// <summary>Requeues every failed job of a user, or of all.</summary>
    /// <param name="owner">The user; null for all.</param>
    /// <param name="limit">When to take no more; null for never.</param>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    public Task<BulkOutcome> RequeueFailedAsync(string? owner, TimeSpan? limit, CancellationToken cancellationToken) => bulk.RunAsync(
        store.EndedAsync(new EndedQuery(JobStatus.Failed, owner), cancellationToken),
        listed => listed.Job.Id,
        listed => RequeueAsync(listed.Job.Id, cancellationToken),
        limit,
        cancellationToken);

    // An index row has no config and no result, so the job's own row is read.
    private async Task<RemovedFiles?> RequeueAsync(JobId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { Status: JobStatus.Failed } job)
            return null;
        await RequeueAsync(job, null, cancellationToken);
        return default(RemovedFiles);
    }
}
