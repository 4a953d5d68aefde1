using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Batches;

/// <summary>
/// Jobs that were submitted together. Its id is made as a job's is; its members lie in the id's shard, so that one range of keys holds
/// them. Only unique ones lie elsewhere, with their keys.
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

    /// <summary>When its latest upload began: it may be sent again.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The hash of what was sent under its idempotency key, as far as that was known at the beginning; null without a key.</summary>
    public string? Body { get; init; }

    /// <summary>Whether members may lie in other shards than its own.</summary>
    public bool IsSpread { get; init; }

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
