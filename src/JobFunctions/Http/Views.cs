using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;

namespace JobFunctions.Http;

/// <summary>The answer to a submit; <c>duplicate</c> says that the job is an earlier submit's.</summary>
public sealed record Submitted(string JobId, string Message, string Status, bool Duplicate);

/// <summary>The answer to something that was done.</summary>
public sealed record Done(bool Success, string Message);

/// <summary>The counts of documents 002 and 003, and the workers.</summary>
public sealed record StatsView(
    long TotalJobs, long Scheduled, long Pending, long Running, long Completed, long Failed, long Cancelled,
    int ActiveWorkers, int TotalWorkers,
    string QueueName, long QueuedCount, long FailedCount, long StartedCount, long FinishedCount);

/// <summary>The job types that can be submitted.</summary>
public sealed record JobTypesView(IReadOnlyList<JobTypeDescription> JobTypes);

/// <summary>A caller's file.</summary>
public sealed record FileView(string Name, long Size, DateTimeOffset ModifiedAt)
{
    /// <summary>Shows a file.</summary>
    public FileView(OwnerFile file) : this(file.Name, file.Bytes, file.ModifiedAt) { }
}

/// <summary>A page of a caller's files.</summary>
public sealed record FilePageView(IReadOnlyList<FileView> Files, string? NextCursor);

/// <summary>Where and how to send a large file: one PUT with these headers.</summary>
public sealed record UploadUrlView(string Url, string Method, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);

/// <summary>The answer of a health route.</summary>
public sealed record HealthView(string Status);

/// <summary>Who calls; <c>anonymous</c> says that this service asks nobody for a token.</summary>
public sealed record CallerView(string UserId, bool IsAdmin, IReadOnlyList<string> Programs, bool Anonymous);

/// <summary>A job's config, without what is secret in it.</summary>
public sealed record ConfigView(string JobId, JsonElement Config);
