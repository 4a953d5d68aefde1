using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Batches;

/// <summary>
/// Jobs that were submitted together. Its id is made as a job's is; all of its members lie in the id's shard, so that one range of keys
/// holds them.
/// </summary>
public sealed record Batch
{
    /// <summary>Its name in the system.</summary>
    public required JobId Id { get; init; }

    /// <summary>The caller's name for it.</summary>
    public string? Name { get; init; }

    /// <summary>The user whose batch it is, and whose its members are.</summary>
    public required string Owner { get; init; }

    /// <summary>When its upload began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether jobs may still be added: the upload goes on, or it was interrupted.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether the whole was cancelled.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>How many jobs were accepted; known once it is closed.</summary>
    public int Accepted { get; init; }

    /// <summary>How many jobs were refused; known once it is closed.</summary>
    public int Refused { get; init; }

    /// <summary>The job that runs once every member has ended.</summary>
    public JobId? CompletionJob { get; init; }

    /// <summary>The row's ETag; null before the first write.</summary>
    public string? Version { get; init; }

    /// <summary>The most jobs that one may hold.</summary>
    public const int MaxJobs = 1_000;
}
