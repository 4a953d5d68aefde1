using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Limits;

/// <summary>A job that waits for a slot, or for the processor.</summary>
/// <param name="Job">The job.</param>
/// <param name="Generation">As which it is pending.</param>
/// <param name="Priority">A higher one goes first.</param>
/// <param name="User">Whose job it is.</param>
public sealed record WaitingJob(JobId Job, Generation Generation, Priority Priority, string User)
{
    /// <summary>A pending job.</summary>
    public static WaitingJob Of(Job job) => new(job.Id, job.Generation, job.Priority, job.Owner);
}

/// <summary>The right to run one job under the limits.</summary>
/// <param name="Job">Whose slot it is. Each generation needs its own: the handler of an older one may still be at work.</param>
/// <param name="Instance">Who runs the job; null while the slot is granted and nobody has come for it.</param>
/// <param name="At">When it was granted, or taken.</param>
/// <param name="Version">The row's ETag, when the slot was read from there.</param>
public sealed record Slot(WaitingJob Job, string? Instance, DateTimeOffset At, string? Version = null);
