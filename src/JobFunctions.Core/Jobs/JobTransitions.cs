using System.Collections.Frozen;

namespace JobFunctions.Core.Jobs;

/// <summary>The legal transitions, as data. <see cref="JobChanges"/> asks here before it sets a status, and nothing else sets one.</summary>
public static class JobTransitions
{
    private static readonly FrozenDictionary<JobStatus, FrozenSet<JobStatus>> Next = new Dictionary<JobStatus, JobStatus[]>
    {
        // A due job may be claimed without a stop at pending; it is pending when it must wait for a slot.
        [JobStatus.Scheduled] = [JobStatus.Pending, JobStatus.Running, JobStatus.Failed, JobStatus.Cancelled],
        [JobStatus.Pending] = [JobStatus.Running, JobStatus.Failed, JobStatus.Cancelled],
        // Back to pending: a retry, a resume, a reset or a hand-back.
        [JobStatus.Running] = [JobStatus.Pending, JobStatus.Completed, JobStatus.Failed, JobStatus.Cancelled],
        [JobStatus.Completed] = [],
        [JobStatus.Failed] = [JobStatus.Pending],
        [JobStatus.Cancelled] = [JobStatus.Pending],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet());

    /// <summary>
    /// What a new job may start as. A message that is no job of ours is recorded as failed at once; so is, or cancelled, a job that depends
    /// on one which has not completed.
    /// </summary>
    public static IReadOnlySet<JobStatus> Initial { get; } =
        new[] { JobStatus.Scheduled, JobStatus.Pending, JobStatus.Failed, JobStatus.Cancelled }.ToFrozenSet();

    /// <summary>The statuses that may follow.</summary>
    public static IReadOnlySet<JobStatus> From(JobStatus status) => Next[status];

    /// <summary>Whether a job may go from one status to another.</summary>
    public static bool IsLegal(JobStatus from, JobStatus to) => Next[from].Contains(to);
}
