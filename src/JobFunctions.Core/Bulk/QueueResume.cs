using System.Runtime.CompilerServices;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>
/// Document 000's resume: takes running jobs back to pending, uncharged, and rings for every pending job again. An attempt that is
/// still at work hears of it as of a cancel, and its result is thrown away.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="admission">Lets them start.</param>
/// <param name="holder">Tells the attempts that lose their jobs.</param>
/// <param name="bulk">Does it with many at once.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
public sealed class QueueResume(
    IJobStore store, Admission admission, HolderSignal holder, BulkRunner bulk, TimeProvider time, Randomness random)
{
    private const int PageSize = 500;

    /// <summary>Resets the running jobs of a user, or of all: the one that started first comes first.</summary>
    /// <param name="owner">The user; null for all.</param>
    /// <param name="limit">When to take no more.</param>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    public Task<BulkOutcome> ResetRunningAsync(string? owner, TimeSpan limit, CancellationToken cancellationToken) => bulk.RunAsync(
        OldestFirstAsync(owner, cancellationToken),
        job => job.Id,
        job => ResetAsync(job, cancellationToken),
        limit,
        cancellationToken,
        atOnce: 1);

    /// <summary>Rings for every pending job of a user, or of all. A bell too many is dropped where it arrives.</summary>
    /// <param name="owner">The user; null for all.</param>
    /// <param name="limit">When to take no more.</param>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    public Task<BulkOutcome> RingPendingAsync(string? owner, TimeSpan limit, CancellationToken cancellationToken) => bulk.RunAsync(
        PendingAsync(owner, cancellationToken),
        job => job.Id,
        async job =>
        {
            await admission.LetStartAsync(job, cancellationToken);
            return default(RemovedFiles);
        },
        limit,
        cancellationToken);

    // The index groups running jobs by instance, so all are read before the first is reset. Of each only this key is kept, 32 bytes:
    // less than a megabyte for more jobs than any number of instances runs at once.
    private async IAsyncEnumerable<RunningJob> OldestFirstAsync(string? owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var running = new List<RunningJob>();
        await foreach (var job in store.RunningAsync(null, cancellationToken))
        {
            if (owner is null || job.Owner == owner)
                running.Add(new RunningJob(job.StartedAt!.Value.UtcTicks, job.Id, job.Attempt));
        }

        running.Sort((one, other) => one.StartedAt.CompareTo(other.StartedAt));
        foreach (var job in running)
            yield return job;
    }

    private async Task<RemovedFiles?> ResetAsync(RunningJob listed, CancellationToken cancellationToken)
    {
        // Progress moves a running job's version on, so a lost race is tried again while it is the same attempt.
        while (await store.FindAsync(listed.Id, cancellationToken) is { Status: JobStatus.Running } job && job.Attempt == listed.Attempt)
        {
            var after = job.Reset(job.Generation.Next(random), time.GetUtcNow(), "by a resume of the queue");
            await admission.LetStartAsync(after, cancellationToken);
            try
            {
                await store.UpdateAsync(job, after);
            }
            catch (JobConflictException)
            {
                continue;
            }

            await holder.TellAsync(job);
            return default(RemovedFiles);
        }

        return null;
    }

    private async IAsyncEnumerable<Job> PendingAsync(
        string? owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new JobQuery { Status = JobStatus.Pending, Owner = owner, Limit = PageSize };
        do
        {
            var page = await store.ListAsync(query, cancellationToken);
            foreach (var job in page.Jobs)
                yield return job;
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
    }

    private readonly record struct RunningJob(long StartedAt, JobId Id, int Attempt);
}
