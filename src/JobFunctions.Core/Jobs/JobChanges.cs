namespace JobFunctions.Core.Jobs;

/// <summary>
/// Every change of a job, pure: a snapshot goes in, the next one comes out, and the store commits it. Nothing else sets a status.
/// </summary>
public static class JobChanges
{
    private const int MaxMessage = 1_000;

    /// <summary>An instance takes a due job: the next attempt starts.</summary>
    public static Job Claim(this Job job, string instance, DateTimeOffset now) => job.To(JobStatus.Running) with
    {
        Attempt = job.Attempt + 1,
        StartedAt = now,
        LockedAt = now,
        LockedBy = instance,
        Progress = 0,
        Message = null,
        ItemsDone = null,
        ItemsTotal = null,
    };

    /// <summary>The running attempt tells how far it is.</summary>
    public static Job Report(this Job job, double progress, string? message, long? done, long? total) => job with
    {
        Progress = Math.Clamp(double.IsNaN(progress) ? 0 : progress, 0, 1),
        Message = message?.Cut(MaxMessage) ?? job.Message,
        ItemsDone = done ?? job.ItemsDone,
        ItemsTotal = total ?? job.ItemsTotal,
    };

    /// <summary>The running attempt succeeded; its files become the job's.</summary>
    public static Job Complete(this Job job, string? result, IReadOnlyList<ResultFile> files, DateTimeOffset now) =>
        job.End(JobStatus.Completed, now) with
        {
            Progress = 1,
            Message = job.Message ?? "Completed",
            Error = null,
            Result = result,
            ResultFiles = files,
            HasFiles = job.HasFiles || files.Count > 0,
        };

    /// <summary>
    /// A charged failure: back to pending after a backoff while the budget lasts and trying again can help, otherwise failed.
    /// </summary>
    public static Job Fail(this Job job, JobError error, bool permanent, TimeSpan backoff, Generation generation, DateTimeOffset now)
    {
        var retried = !permanent && job.RetryCount < job.MaxRetries;
        var next = retried ? job.BackToPending(generation, now + backoff) : job.End(JobStatus.Failed, now);
        return next with
        {
            Error = error,
            RetryCount = retried ? job.RetryCount + 1 : job.RetryCount,
            Message = retried ? $"Retry {job.RetryCount + 1} of {job.MaxRetries} after: {error.Message}".Cut(MaxMessage) : job.Message,
        };
    }

    /// <summary>The running attempt is given up without being charged: a shutdown, or trouble of the platform's own.</summary>
    public static Job HandBack(this Job job, Generation generation, DateTimeOffset dueAt) => job.BackToPending(generation, dueAt);

    /// <summary>A caller wants the job no more.</summary>
    public static Job Cancel(this Job job, DateTimeOffset now) => job.End(JobStatus.Cancelled, now) with { Message = "Cancelled" };

    /// <summary>A failed or cancelled job starts anew, with its budget of retries restored; the attempt numbers go on.</summary>
    public static Job Requeue(this Job job, Generation generation, DateTimeOffset now) => job.BackToPending(generation, now) with
    {
        ScheduledAt = job.ScheduledAt > now ? null : job.ScheduledAt,
        RetryCount = 0,
        EndedAt = null,
        Error = null,
        Message = null,
        Result = null,
        ResultFiles = [],
    };

    private static Job BackToPending(this Job job, Generation generation, DateTimeOffset dueAt) => job.To(JobStatus.Pending) with
    {
        Generation = generation,
        DueAt = dueAt,
        StartedAt = null,
        LockedAt = null,
        LockedBy = null,
        Progress = 0,
        ItemsDone = null,
        ItemsTotal = null,
    };

    private static Job End(this Job job, JobStatus status, DateTimeOffset now) => job.To(status) with
    {
        EndedAt = now,
        LockedAt = null,
        LockedBy = null,
        WaitingFor = [],
        WaitingCount = 0,
    };

    private static Job To(this Job job, JobStatus status) => JobTransitions.IsLegal(job.Status, status)
        ? job with { Status = status }
        : throw new IllegalTransitionException(job.Id, job.Status, status);
}
