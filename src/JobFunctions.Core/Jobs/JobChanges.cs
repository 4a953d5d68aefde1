using System.Globalization;

namespace JobFunctions.Core.Jobs;

/// <summary>
/// Every change of a job, pure: a snapshot goes in, the next one comes out, and the store commits it. Nothing else sets a status.
/// </summary>
public static class JobChanges
{
    private const int MaxMessage = 1_000;

    /// <summary>An instance takes a due job: the next attempt starts.</summary>
    public static Job Claim(this Job job, string instance, DateTimeOffset now) => (job.To(JobStatus.Running) with
    {
        Attempt = job.Attempt + 1,
        ReservedStart = null,
        StartedAt = now,
        LockedAt = now,
        LockedBy = instance,
        Progress = 0,
        Message = null,
        ItemsDone = null,
        ItemsTotal = null,
    }).Note(JobEventKinds.Started, now);

    /// <summary>A job that would start too fast waits for a time that is reserved for it.</summary>
    public static Job WaitForRate(this Job job, DateTimeOffset start) => (job.Status == JobStatus.Pending ? job : job.To(JobStatus.Pending)) with
    {
        DueAt = start,
        ReservedStart = start,
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
    public static Job Complete(this Job job, string? result, IReadOnlyList<ResultFile> files, DateTimeOffset now, bool hasLog = false) =>
        job.Note(JobEventKinds.Completed, now).End(JobStatus.Completed, now) with
        {
            Progress = 1,
            Message = job.Message ?? "Completed",
            Error = null,
            Result = result,
            ResultFiles = files,
            HasFiles = job.HasFiles || files.Count > 0 || hasLog,
        };

    /// <summary>
    /// A charged failure: back to pending after a backoff while the budget lasts and trying again can help, otherwise failed.
    /// </summary>
    public static Job Fail(this Job job, JobError error, bool permanent, TimeSpan backoff, Generation generation, DateTimeOffset now)
    {
        var retried = !permanent && job.RetryCount < job.MaxRetries;
        var why = $"{error.Type}: {error.Message}";
        var next = retried
            ? job.Note(JobEventKinds.Retry, now, string.Create(CultureInfo.InvariantCulture, $"in {backoff.TotalSeconds:0.###} s, after {why}"))
                .BackToPending(generation, now + backoff)
            : job.Note(JobEventKinds.Failed, now, why).End(JobStatus.Failed, now);
        return next with
        {
            Error = error with { Fingerprint = ErrorFingerprint.Of(job.Type, error.Type, error.Message) },
            RetryCount = retried ? job.RetryCount + 1 : job.RetryCount,
            Message = retried ? $"Retry {job.RetryCount + 1} of {job.MaxRetries} after: {error.Message}".Cut(MaxMessage) : job.Message,
        };
    }

    /// <summary>The instance of the running attempt fell silent. That is charged, since the job itself may have caused it.</summary>
    public static Job LoseLease(this Job job, Generation generation, DateTimeOffset now) => job.Note(JobEventKinds.LeaseLost, now).Fail(
        new JobError("WorkerLost", $"The instance {job.LockedBy} fell silent during attempt {job.Attempt}", null),
        permanent: false, TimeSpan.Zero, generation, now);

    /// <summary>The running attempt is given up without being charged: a shutdown, or trouble of the platform's own.</summary>
    /// <param name="job">The job.</param>
    /// <param name="generation">The next one.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="why">The reason, for the timeline.</param>
    /// <param name="pause">How long the next attempt shall wait.</param>
    public static Job HandBack(this Job job, Generation generation, DateTimeOffset now, string? why = null, TimeSpan pause = default) =>
        job.Note(JobEventKinds.HandedBack, now, why).BackToPending(generation, now + pause);

    /// <summary>The running attempt loses the job without being charged, so that another one begins.</summary>
    public static Job Reset(this Job job, Generation generation, DateTimeOffset now, string why) =>
        job.Note(JobEventKinds.Reset, now, why).BackToPending(generation, now);

    /// <summary>The job is wanted no more, by a caller unless there is another reason.</summary>
    public static Job Cancel(this Job job, DateTimeOffset now, string? why = null) =>
        job.Note(JobEventKinds.Cancelled, now, why).End(JobStatus.Cancelled, now) with { Message = why ?? "Cancelled" };

    /// <summary>A failed or cancelled job starts anew, with its budget of retries restored; the attempt numbers go on.</summary>
    public static Job Requeue(this Job job, Generation generation, DateTimeOffset now) => job
        .Note(JobEventKinds.Restarted, now, $"was {job.Status.ToWord()}").BackToPending(generation, now) with
    {
        ScheduledAt = job.ScheduledAt > now ? null : job.ScheduledAt,
        RetryCount = 0,
        EndedAt = null,
        Error = null,
        Message = null,
        Result = null,
        ResultFiles = [],
    };

    /// <summary>Somebody wants the job kept, or no longer. In every status, and through every change of it.</summary>
    public static Job Hold(this Job job, bool held, DateTimeOffset now) =>
        job.Note(held ? JobEventKinds.Held : JobEventKinds.Released, now, held ? null : "it is held no more") with { Held = held };

    /// <summary>The same job with one more event in its timeline.</summary>
    internal static Job Note(this Job job, string kind, DateTimeOffset now, string? detail = null) =>
        job with { Timeline = job.Timeline.Add(new JobEvent(now, kind, job.Attempt, job.LockedBy, detail)) };

    private static Job BackToPending(this Job job, Generation generation, DateTimeOffset dueAt) => job.To(JobStatus.Pending) with
    {
        Generation = generation,
        DueAt = dueAt,
        ReservedStart = null,
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
