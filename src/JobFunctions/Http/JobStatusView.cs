using System.Text.Json;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>A job as documents 001 and 003 show it together; progress is a fraction, 0 to 1.</summary>
public sealed record JobStatusView
{
    internal JobStatusView(Job job, FunctionCall call, DateTimeOffset now)
    {
        JobId = job.Id.ToString();
        JobType = job.Type;
        Status = JobView.Word(job.Status);
        Progress = job.Progress;
        Message = job.Message;
        CreatedAt = job.CreatedAt;
        StartedAt = job.StartedAt;
        CompletedAt = job.EndedAt;
        Error = job.Error?.Message;
        UserId = job.Owner;
        Metrics = new JobMetricsView(
            JobTimes.Elapsed(job, now) is { } elapsed ? Math.Round(Math.Max(0, elapsed.TotalSeconds), 3) : null, job.ItemsDone, job.ItemsTotal);
        FuncName = call.FuncName;
        Args = call.Args;
        Kwargs = call.Kwargs;
        EndedAt = job.EndedAt;
        Result = JobResult.Of(job);
        ExcInfo = JobResult.ExcInfo(job);
        IsFinished = job.Status == JobStatus.Completed;
        IsFailed = job.Status == JobStatus.Failed;
        IsStarted = job.Status == JobStatus.Running;
        IsQueued = job.Status is JobStatus.Pending;
    }

#pragma warning disable CS1591 // The API's documentation tells what each field means.
    public string JobId { get; }

    public string JobType { get; }

    public string Status { get; }

    public double Progress { get; }

    public string? Message { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset? StartedAt { get; }

    public DateTimeOffset? CompletedAt { get; }

    public string? Error { get; }

    public string UserId { get; }

    public JobMetricsView Metrics { get; }

    public string FuncName { get; }

    public JsonElement Args { get; }

    public JsonElement Kwargs { get; }

    public DateTimeOffset? EndedAt { get; }

    public JsonElement? Result { get; }

    public string? ExcInfo { get; }

    public bool IsFinished { get; }

    public bool IsFailed { get; }

    public bool IsStarted { get; }

    public bool IsQueued { get; }
#pragma warning restore CS1591
}

/// <summary>What was measured of the latest attempt.</summary>
public sealed record JobMetricsView(double? ExecutionTimeSeconds, long? ItemsProcessed, long? TotalItems);
