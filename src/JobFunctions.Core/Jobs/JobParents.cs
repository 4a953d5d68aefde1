namespace JobFunctions.Core.Jobs;

/// <summary>The changes of a job that its parents bring about, the jobs that it depends on. Pure, as <see cref="JobChanges"/>.</summary>
public static class JobParents
{
    /// <summary>The most jobs that one may depend on.</summary>
    public const int Max = 50;

    /// <summary>
    /// Sorts after every time that a job is due at, so that those who look for due jobs never come to one that waits for its parents.
    /// </summary>
    private static readonly DateTimeOffset NotYet = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A job that becomes pending waits for parents first; with none it does not.</summary>
    public static Job WaitFor(this Job job, IReadOnlyList<JobId> parents) =>
        parents.Count == 0 ? job : job with { WaitingFor = parents, WaitingCount = parents.Count, DueAt = NotYet };

    /// <summary>
    /// A parent has ended: the job waits for one less, and after the last one is pending as any other. When the parent did not complete the
    /// job's own wish decides. A job that does not wait for this parent (any more) stays as it is, so hearing twice changes nothing.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="parent">Who has ended.</param>
    /// <param name="outcome">How: a final status.</param>
    /// <param name="generation">The job's next one.</param>
    /// <param name="now">What time it is.</param>
    public static Job ParentEnded(this Job job, JobId parent, JobStatus outcome, Generation generation, DateTimeOffset now)
    {
        if (!job.WaitingFor.Contains(parent))
            return job;
        if (outcome != JobStatus.Completed && job.OnParentFailure != ParentFailure.Run)
        {
            var why = $"The job {parent}, which this one depends on, {(outcome == JobStatus.Failed ? "failed" : "was cancelled")}";
            return job.OnParentFailure == ParentFailure.Cancel
                ? job.Cancel(now, why)
                : job.Fail(new JobError("ParentFailed", why, null), permanent: true, TimeSpan.Zero, generation, now);
        }

        var left = job.WaitingFor.Where(waited => waited != parent).ToList();
        return left.Count > 0 ? job.WaitFor(left) : job.Note(JobEventKinds.Released, now, "the jobs that it depends on have ended") with
        {
            WaitingFor = [],
            WaitingCount = 0,
            Generation = generation,
            DueAt = job.ScheduledAt > now ? job.ScheduledAt.Value : now,
        };
    }
}
