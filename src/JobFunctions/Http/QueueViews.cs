using JobFunctions.Core.Storage;

namespace JobFunctions.Http;

/// <summary>Document 001's statistics.</summary>
public sealed record QueueStatsView(
    long PendingJobs, long RunningJobs, long ScheduledJobs, long CompletedJobs, long FailedJobs, long CancelledJobs, long TotalJobs,
    string QueueType, int CacheSize, int ActiveWorkers, double CpuUsagePercent, double MemoryUsageMb, int GlobalMaxConcurrentJobs,
    int PerUserMaxConcurrentJobs, string WorkerHealthStatus, DateTimeOffset? LastCleanup);

/// <summary>Document 004's status.</summary>
public sealed record JobQueueStatusView(QueueView Queue, ProcessorView Processor, bool IsProcessorRunning);

/// <summary>The queue in document 004's status.</summary>
public sealed record QueueView(long PendingJobs, long RunningJobs, long CompletedJobs, long FailedJobs, OldestPendingView? OldestPendingJob);

/// <summary>The pending job that has been due for longest; without its id for those who may not see it.</summary>
public sealed record OldestPendingView(string? Id, DateTimeOffset CreatedAt, string JobType);

/// <summary>The processor in document 004's status; process id and shutdown are the answering instance's.</summary>
public sealed record ProcessorView(string ProcessId, bool Running, bool ThreadAlive, bool ShutdownRequested);

/// <summary>The instances that are there.</summary>
public sealed record WorkersView(IReadOnlyList<WorkerView> Workers);

/// <summary>What an instance last said of itself; <c>id</c> is what stands in <c>locked_by</c>.</summary>
public sealed record WorkerView(
    string Id, string Name, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, bool Overdue, int RunningJobs, double CpuPercent, double MemoryMb)
{
    internal WorkerView(InstanceRow row, bool isOverdue)
        : this(
            row.Id, row.Name, row.StartedAt, row.HeartbeatAt, isOverdue, row.RunningJobs, Math.Round(row.CpuPercent, 1), Math.Round(row.MemoryMb, 1))
    {
    }
}

/// <summary>Document 004's answer to start and stop.</summary>
public sealed record ProcessorChangedView(bool Success, string Message, bool IsProcessorRunning);

/// <summary>Document 001's and 003's answer to a change of one job.</summary>
public sealed record JobChangedView(string JobId, string Status, string Message);

/// <summary>Document 003's answer to a change of one failed job.</summary>
public sealed record FailedJobChangedView(bool Success, string JobId, string Message);
