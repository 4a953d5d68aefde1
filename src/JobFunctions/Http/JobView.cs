using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;

namespace JobFunctions.Http;

/// <summary>A job as document 002 shows it in lists, with the fields that others add.</summary>
public record JobView
{
    /// <summary>Shows a job at a time.</summary>
    public JobView(Job job, DateTimeOffset now)
    {
        Id = job.Id.ToString();
        Name = job.Name;
        Type = job.Type;
        Status = Word(job.Status);
        Priority = (int)job.Priority;
        CreatedAt = job.CreatedAt;
        ScheduledAt = job.ScheduledAt;
        StartedAt = job.StartedAt;
        CompletedAt = job.EndedAt;
        LockedAt = job.LockedAt;
        LockedBy = job.LockedBy;
        Progress = (int)Math.Floor(100 * job.Progress);
        Message = job.Message;
        ErrorMessage = job.Error?.Message;
        ResultFiles = [.. job.ResultFiles.Select(file => $"/results/{job.Id}/{Uri.EscapeDataString(file.Name)}")];
        UserId = job.Owner;
        ProgramId = job.Program;
        Tags = job.Tags;
        BatchId = job.Batch?.ToString();
        WaitingForCount = job.WaitingCount;
        Attempt = job.Attempt;
        MaxRetries = job.MaxRetries;
        RetryCount = job.RetryCount;
        Held = job.Held;
        Duration = JobTimes.Seconds(JobTimes.Elapsed(job, now));
        EstimatedRemaining = JobTimes.Seconds(JobTimes.Remaining(job, now));
    }

#pragma warning disable CS1591 // The API's documentation tells what each field means.
    public string Id { get; }

    public string Name { get; }

    public string Type { get; }

    public string Status { get; }

    public int Priority { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset? ScheduledAt { get; }

    public DateTimeOffset? StartedAt { get; }

    public DateTimeOffset? CompletedAt { get; }

    public DateTimeOffset? LockedAt { get; }

    public string? LockedBy { get; }

    public int Progress { get; }

    public string? Message { get; }

    public string? ErrorMessage { get; }

    public IReadOnlyList<string> ResultFiles { get; }

    public string UserId { get; }

    public string? ProgramId { get; }

    public IReadOnlyList<string> Tags { get; }

    public string? BatchId { get; }

    public int WaitingForCount { get; }

    public int Attempt { get; }

    public int MaxRetries { get; }

    public int RetryCount { get; }

    public bool Held { get; }

    public long? Duration { get; }

    public long? EstimatedRemaining { get; }
#pragma warning restore CS1591

    /// <summary>A status as answers call it.</summary>
    public static string Word(JobStatus status) => status.ToWord();
}

/// <summary>A job with what only its own page shows.</summary>
public sealed record JobDetailsView : JobView
{
    /// <summary>Shows a job at a time.</summary>
    public JobDetailsView(Job job, DateTimeOffset now) : base(job, now)
    {
        Result = JobResult.Of(job);
        ErrorType = job.Error?.Type;
        ErrorStack = job.Error?.Stack;
        ErrorFingerprint = job.Error?.Fingerprint;
        ItemsProcessed = job.ItemsDone;
        TotalItems = job.ItemsTotal;
        DependsOn = [.. job.DependsOn.Select(parent => parent.ToString())];
        OnParentFailure = job.DependsOn.Count > 0 ? job.OnParentFailure.ToWord() : null;
        WaitingFor = [.. job.WaitingFor.Select(parent => parent.ToString())];
        UniqueFor = job.UniqueKey is null ? null : JobSubmission.WhileActive;
    }

#pragma warning disable CS1591 // The API's documentation tells what each field means.
    [JsonPropertyOrder(1)]
    public JsonElement? Result { get; }

    [JsonPropertyOrder(1)]
    public string? ErrorType { get; }

    [JsonPropertyOrder(1)]
    public string? ErrorStack { get; }

    [JsonPropertyOrder(1)]
    public string? ErrorFingerprint { get; }

    [JsonPropertyOrder(1)]
    public long? ItemsProcessed { get; }

    [JsonPropertyOrder(1)]
    public long? TotalItems { get; }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> DependsOn { get; }

    [JsonPropertyOrder(1)]
    public string? OnParentFailure { get; }

    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> WaitingFor { get; }

    [JsonPropertyOrder(1)]
    public string? UniqueFor { get; }
#pragma warning restore CS1591
}
