using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>The data of a <c>job_update</c> event; progress is a fraction, 0 to 1.</summary>
public sealed record JobUpdateView(string JobId, string Status, double Progress, string? Message, long? ItemsProcessed, long? TotalItems)
{
    /// <summary>Shows a job.</summary>
    public JobUpdateView(Job job)
        : this(job.Id.ToString(), JobView.Word(job.Status), job.Progress, job.Message, job.ItemsDone, job.ItemsTotal) { }
}

/// <summary>The data of a <c>job_complete</c> event.</summary>
public sealed record JobCompleteView(
    string JobId, string Status, double Progress, string? Message, JsonElement? Result, IReadOnlyList<string> ResultFiles, string? Error,
    DateTimeOffset? CompletedAt)
{
    /// <summary>Shows a job that has ended.</summary>
    public JobCompleteView(Job job, DateTimeOffset now) : this(
        job.Id.ToString(), JobView.Word(job.Status), job.Progress, job.Message, JobResult.Of(job), new JobView(job, now).ResultFiles,
        job.Error?.Message, job.EndedAt)
    { }
}
