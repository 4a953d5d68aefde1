using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The job table: every verb of it. A change is one transaction: the job row, its index rows and a counter are committed together
/// or not at all.
/// </summary>
public interface IJobStore
{
    /// <summary>Reads a job.</summary>
    /// <returns>Null when there is none of this id.</returns>
    Task<Job?> FindAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>
    /// The job as this process wrote it last, if that was not long ago; waits for a write that is under way. It may be out of date:
    /// a change that is made of it then ends in a <see cref="JobConflictException"/>.
    /// </summary>
    Task<Job?> RecallAsync(JobId id);

    /// <summary>
    /// A change of a job is about to come from this process, and its bell may be faster: whoever recalls the job waits until this is
    /// disposed, and so needs no read.
    /// </summary>
    IDisposable Announce(JobId id);

    /// <summary>Stores a new job.</summary>
    /// <exception cref="JobConflictException">There is a job of this id.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    Task<Job> CreateAsync(Job job);

    /// <summary>Puts a job's next snapshot in the place of the one that was read.</summary>
    /// <exception cref="JobConflictException">Somebody else was faster.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    Task<Job> UpdateAsync(Job before, Job after);

    /// <summary>Deletes a job's rows as they were read.</summary>
    /// <exception cref="JobConflictException">Somebody else was faster.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    Task DeleteAsync(Job job);

    /// <summary>Deletes a job's rows, guarded by the index row that it was listed from.</summary>
    /// <exception cref="JobConflictException">Somebody else was faster.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    Task DeleteAsync(ListedJob listed);

    /// <summary>A page of jobs. Reads at most 500 rows a shard, however many jobs there are.</summary>
    Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>How many jobs there are in each status.</summary>
    Task<JobCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>How many jobs came and ended in the last days.</summary>
    Task<JobHistory> HistoryAsync(CancellationToken cancellationToken);

    /// <summary>The running jobs, grouped by instance, without config, result and stack.</summary>
    /// <param name="instance">Whose jobs; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<Job> RunningAsync(string? instance, CancellationToken cancellationToken);

    /// <summary>Pending or scheduled jobs that were due before a time, oldest first in each shard, without config.</summary>
    /// <param name="status">Pending or scheduled.</param>
    /// <param name="priority">Whose lane.</param>
    /// <param name="before">The end of the range, excluded.</param>
    /// <param name="limit">How many to return of each shard.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<Job> DueAsync(
        JobStatus status, Priority priority, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Every ended job of a query, the latest end first in each shard; a page of rows is in memory at a time.</summary>
    IAsyncEnumerable<ListedJob> EndedAsync(EndedQuery query, CancellationToken cancellationToken);

    /// <summary>Adds the counters of instances that are gone to this process's own, and removes their rows.</summary>
    /// <param name="isGone">Tells of an instance whether it will never write again.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    Task FoldCountersAsync(Func<string, bool> isGone, CancellationToken cancellationToken);

    /// <summary>Writes a job's index rows anew as its own row says, and removes those that say otherwise.</summary>
    /// <exception cref="JobConflictException">A row is not as it was read.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    Task MendAsync(IndexMend mend);

    /// <summary>Adds what a shard's counters lack.</summary>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    Task MendAsync(CounterMend mend);
}
