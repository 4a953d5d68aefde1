using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Watching;

namespace JobFunctions.Core.Service;

/// <summary>The state of the whole queue, for every caller: counts and times, no names.</summary>
/// <param name="store">The jobs.</param>
/// <param name="workers">The instances.</param>
/// <param name="processor">Whether jobs may start.</param>
/// <param name="watcher">The snapshots that this instance keeps.</param>
/// <param name="state">When the last cleanup was.</param>
public sealed class QueueOverview(IJobStore store, Workers workers, Processor processor, JobWatcher watcher, ServiceState state)
{
    /// <summary>Looks at everything at once.</summary>
    public async Task<QueueState> LookAsync(CancellationToken cancellationToken)
    {
        var counts = store.CountAsync(cancellationToken);
        var instances = workers.LookAsync(cancellationToken);
        var cleanup = state.LastCleanupAsync(cancellationToken);
        var runs = await processor.RunsAsync(cancellationToken);
        return new QueueState(await counts, await instances, runs, watcher.Count, await cleanup);
    }

    /// <summary>How many jobs came and ended in the last days, of all users.</summary>
    public Task<JobHistory> HistoryAsync(CancellationToken cancellationToken) => store.HistoryAsync(cancellationToken);

    /// <summary>The pending job that has been due for longest: of each shard only the first row is read.</summary>
    public async Task<Job?> OldestPendingAsync(CancellationToken cancellationToken)
    {
        var head = await store.ListAsync(new JobQuery { Status = JobStatus.Pending, Limit = 1 }, cancellationToken);
        return head.Jobs is [var oldest, ..] ? oldest : null;
    }
}

/// <summary>The queue at one moment.</summary>
/// <param name="Counts">How many jobs there are in each status.</param>
/// <param name="Workers">The instances.</param>
/// <param name="ProcessorRuns">Whether jobs may start.</param>
/// <param name="Snapshots">How many job snapshots this instance keeps for pollers and streams.</param>
/// <param name="LastCleanup">When the last cleanup ended; null when there was none.</param>
public sealed record QueueState(JobCounts Counts, WorkerSummary Workers, bool ProcessorRuns, int Snapshots, DateTimeOffset? LastCleanup);
