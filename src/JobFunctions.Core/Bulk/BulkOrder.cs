using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>What can be done with many jobs.</summary>
public enum BulkAction
{
    /// <summary>Cancel those that are not in a final status.</summary>
    Cancel,

    /// <summary>Requeue failed ones.</summary>
    Retry,

    /// <summary>Delete those in a final status, with their files.</summary>
    Delete,
}

/// <summary>What to do with which jobs.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Ids">The jobs; null when <see cref="Filter"/> says which.</param>
/// <param name="Filter">Conditions of which at least one is set; null when <see cref="Ids"/> says which.</param>
/// <param name="DryRun">Whether they are only counted.</param>
public sealed record BulkOrder(BulkAction Action, IReadOnlyList<JobId>? Ids, JobQuery? Filter, bool DryRun);

/// <summary>What became of it. Only what this call's own transactions changed is done.</summary>
/// <param name="Matched">How many jobs matched, of those that the caller may touch.</param>
/// <param name="Done">How many were changed or deleted.</param>
/// <param name="Skipped">How many were left as they are: their status does not allow it, they are held, or somebody else was faster.</param>
/// <param name="ErrorCount">How many could not be changed, are not there, or are not the caller's.</param>
/// <param name="Errors">The first <see cref="BulkRunner.MaxErrors"/> of them.</param>
/// <param name="IsComplete">False when the time was over, or too much failed, before all jobs were looked at; another call goes on.</param>
public sealed record BulkOrderOutcome(
    long Matched, long Done, long Skipped, long ErrorCount, IReadOnlyList<BulkError> Errors, bool IsComplete);

/// <summary>In which statuses jobs can be acted on, as by the routes for a single job.</summary>
public static class BulkActions
{
    /// <summary>The statuses that an action takes.</summary>
    public static IReadOnlyList<JobStatus> StatusesFor(BulkAction action) => action switch
    {
        BulkAction.Cancel => [JobStatus.Scheduled, JobStatus.Pending, JobStatus.Running],
        BulkAction.Retry => [JobStatus.Failed],
        BulkAction.Delete => [JobStatus.Completed, JobStatus.Failed, JobStatus.Cancelled],
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };
}
