using JobFunctions.Core.Bulk;

namespace JobFunctions.Http;

/// <summary>Document 000's answer to a resume.</summary>
public sealed record ResumedView(
    bool Success, string Message, long JobsReset, bool WorkerRunning, bool WorkerProcessing, long ErrorCount,
    IReadOnlyList<BulkErrorView> Errors, bool Complete);

/// <summary>Document 000's answer to a removal of finished jobs.</summary>
public sealed record FinishedView(
    bool Success, string Message, long JobsDeleted, long FilesRemoved, long ErrorCount, IReadOnlyList<BulkErrorView> Errors, bool Complete);

/// <summary>Document 002's answer to a cleanup.</summary>
public sealed record CleanupView(
    bool Success, long CleanedJobs, double FreedSpaceMb, string Message, long ErrorCount, IReadOnlyList<BulkErrorView> Errors, bool Complete);

/// <summary>Document 003's answer to a retry of all failed jobs.</summary>
public sealed record RetriedView(
    bool Success, long TotalFailed, long RequeuedCount, long ErrorCount, IReadOnlyList<string> RequeuedJobs,
    IReadOnlyList<BulkErrorView> Errors, bool Complete);

/// <summary>Document 003's answer to the removal of all failed jobs.</summary>
public sealed record ClearedView(
    bool Success, long TotalFailed, long DeletedCount, long ErrorCount, IReadOnlyList<string> DeletedJobs,
    IReadOnlyList<BulkErrorView> Errors, bool Complete);

/// <summary>Document 004's answer to a reset of stuck jobs.</summary>
public sealed record StuckResetView(
    bool Success, string Message, long JobsReset, long ErrorCount, IReadOnlyList<BulkErrorView> Errors, bool Complete);

/// <summary>What became of the jobs that a filter names.</summary>
public sealed record BulkView(
    bool DryRun, long Matched, long Done, long Skipped, long ErrorCount, IReadOnlyList<BulkErrorView> Errors, bool Complete)
{
    internal BulkView(BulkOrder order, BulkOrderOutcome outcome)
        : this(
            order.DryRun, outcome.Matched, outcome.Done, outcome.Skipped, outcome.ErrorCount,
            [.. outcome.Errors.Select(error => new BulkErrorView(error.Job.ToString(), error.Reason))], outcome.IsComplete)
    {
    }
}

/// <summary>A job that an operation on many left out, and why.</summary>
public sealed record BulkErrorView(string JobId, string Error)
{
    internal static IReadOnlyList<BulkErrorView> Of(BulkOutcome outcome) =>
        [.. outcome.Errors.Select(error => new BulkErrorView(error.Job.ToString(), error.Reason))];
}
