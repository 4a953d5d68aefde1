namespace JobFunctions.Core.Jobs;

/// <summary>Where a job is on its way. <c>docs/states.md</c> draws the transitions; <see cref="JobTransitions"/> lists them.</summary>
public enum JobStatus
{
    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Waits to be started.</summary>
    Pending,

    /// <summary>An attempt is at work.</summary>
    Running,

    /// <summary>An attempt succeeded.</summary>
    Completed,

    /// <summary>Failed for good; the failed jobs are the failed registry.</summary>
    Failed,

    /// <summary>Cancelled by a caller.</summary>
    Cancelled,
}

/// <summary>Names and groups of <see cref="JobStatus"/>.</summary>
public static class JobStatuses
{
    /// <summary>Every status, in the order of a job's life.</summary>
    public static IReadOnlyList<JobStatus> All { get; } = Enum.GetValues<JobStatus>();

    /// <summary>Whether a job stays in this status until somebody retries, restarts or deletes it.</summary>
    public static bool IsFinal(this JobStatus status) => status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;

    /// <summary>The word in rows and answers.</summary>
    public static string ToWord(this JobStatus status) => status switch
    {
        JobStatus.Scheduled => "scheduled",
        JobStatus.Pending => "pending",
        JobStatus.Running => "running",
        JobStatus.Completed => "completed",
        JobStatus.Failed => "failed",
        JobStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>Reads a status in the words of any of the five documents; <c>queued</c> and <c>finished</c> are other words for ours.</summary>
    public static bool TryParse(string word, out JobStatus status)
    {
        JobStatus? found = word.ToLowerInvariant() switch
        {
            "scheduled" => JobStatus.Scheduled,
            "pending" or "queued" => JobStatus.Pending,
            "running" or "processing" or "started" => JobStatus.Running,
            "completed" or "finished" => JobStatus.Completed,
            "failed" => JobStatus.Failed,
            "cancelled" or "canceled" => JobStatus.Cancelled,
            _ => null,
        };
        status = found.GetValueOrDefault();
        return found is not null;
    }
}
