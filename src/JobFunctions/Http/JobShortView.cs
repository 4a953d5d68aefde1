using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>A job in short, as document 000's clients ask for it; progress is a percentage.</summary>
public sealed record JobShortView(
    string JobId, string Id, string Name, string Type, string Status, int Progress, string? Message, DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, string? ErrorMessage)
{
    /// <summary>Shows a job.</summary>
    public JobShortView(Job job) : this(
        job.Id.ToString(), job.Id.ToString(), job.Name, job.Type, JobView.Word(job.Status), (int)Math.Floor(100 * job.Progress),
        job.Message, job.CreatedAt, job.StartedAt, job.EndedAt, job.Error?.Message)
    { }
}

/// <summary>Document 000's list.</summary>
/// <param name="Jobs">A page of jobs.</param>
/// <param name="NextCursor">Where the next page begins; null at the end.</param>
/// <param name="Total">How many jobs match in all; null when nobody counts them.</param>
public sealed record JobPageView(IReadOnlyList<JobView> Jobs, string? NextCursor, long? Total);
