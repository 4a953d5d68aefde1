using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>
/// Deletes many ended jobs with the files that belong to them. Whoever's transaction deletes a job's rows counts the job and removes
/// its files, so calls at the same time, on any instance, count nothing twice. Jobs that are held stay.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="files">Their files.</param>
/// <param name="bulk">Does it with many at once.</param>
public sealed class JobRemoval(IJobStore store, JobFiles files, BulkRunner bulk)
{
    private readonly RecentlyRemoved _recent = new();

    /// <summary>Deletes every job of some queries.</summary>
    /// <param name="queries">Which jobs, one query after the other.</param>
    /// <param name="limit">When to take no more; null for never.</param>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    public Task<BulkOutcome> RemoveAsync(IEnumerable<EndedQuery> queries, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var jobs = queries.ToAsyncEnumerable().SelectMany(query => store.EndedAsync(query, cancellationToken));
        return bulk.RunAsync(jobs, listed => listed.Job.Id, listed => RemoveAsync(listed, cancellationToken), limit, cancellationToken);
    }

    /// <summary>Deletes an ended job as it was listed.</summary>
    /// <returns>Null when it is held, or another call of this process is about to delete it.</returns>
    /// <exception cref="JobConflictException">Somebody else was faster.</exception>
    internal async Task<RemovedFiles?> RemoveAsync(ListedJob listed, CancellationToken cancellationToken)
    {
        var job = listed.Job;
        if (job.Held || !_recent.TryBegin(job.Id))
            return null;
        try
        {
            // The rows first: a job that somebody restarts at this moment must not find its inputs gone.
            await store.DeleteAsync(listed);
        }
        catch
        {
            _recent.Forget(job.Id);
            throw;
        }

        return job.MayHaveFiles ? await files.RemoveAllAsync(job.Id, cancellationToken) : default(RemovedFiles);
    }
}
