using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>How long a job has taken and will take, from its own times and progress.</summary>
internal static class JobTimes
{
    /// <summary>How long its latest attempt has run; null while none has started.</summary>
    public static TimeSpan? Elapsed(Job job, DateTimeOffset now) => job.StartedAt is { } started ? (job.EndedAt ?? now) - started : null;

    /// <summary>How long it will still run if it goes on as it did; null when nobody can tell.</summary>
    public static TimeSpan? Remaining(Job job, DateTimeOffset now)
    {
        if (job.Status.IsFinal())
            return TimeSpan.Zero;
        return job.Status == JobStatus.Running && job.Progress > 0 ? Elapsed(job, now) * ((1 - job.Progress) / job.Progress) : null;
    }

    public static long? Seconds(TimeSpan? time) => time is { } known ? (long)Math.Round(Math.Max(0, known.TotalSeconds)) : null;
}
