using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// A job as one of its index rows shows it, and that row. Every change of a job's status or hold writes the row anew, so its ETag guards a
/// deletion as well as the job row's own would, and nobody has to read the job row first.
/// </summary>
/// <param name="Job">The job, without config, result and stack.</param>
/// <param name="RowKey">The row that was read.</param>
/// <param name="ETag">The row's ETag.</param>
public sealed record ListedJob(Job Job, string RowKey, string ETag)
{
    /// <summary>A job as its own row shows it.</summary>
    internal static ListedJob Of(Job job) => new(job, RowKeys.Job(job.Id), job.Version!);
}

/// <summary>Which ended jobs to go through.</summary>
/// <param name="Status">A final status.</param>
/// <param name="Owner">Only jobs of this user; null for all users.</param>
/// <param name="Before">Only jobs that ended before this time; null for all.</param>
/// <param name="Filter">What else they must be like; null for nothing else.</param>
public sealed record EndedQuery(JobStatus Status, string? Owner = null, DateTimeOffset? Before = null, JobQuery? Filter = null)
{
    /// <summary>No jobs of these types.</summary>
    public IReadOnlyCollection<string> ExceptTypes { get; init; } = [];

    internal bool Matches(Job job) =>
        job.Status == Status && (Owner is null || job.Owner == Owner) && (Before is null || job.EndedAt < Before) && (Filter?.Matches(job) ?? true)
        && !ExceptTypes.Contains(job.Type);
}
