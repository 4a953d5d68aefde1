using System.Text.Json;

namespace JobFunctions.Client;

/// <summary>A job as it was when the service was asked. What only <see cref="JobClient.GetAsync"/> shows is null in lists.</summary>
public sealed record JobInfo
{
    /// <summary>The id, a UUID.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>Where it stands.</summary>
    public JobStatus Status { get; init; }

    /// <summary>How urgent it is.</summary>
    public JobPriority Priority { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before this time; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When the latest attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Which process runs it.</summary>
    public string? LockedBy { get; init; }

    /// <summary>How far it is, 0–100.</summary>
    public int Progress { get; init; }

    /// <summary>What the handler says of its work.</summary>
    public string? Message { get; init; }

    /// <summary>Why the latest attempt failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What went wrong, as a type's name. Only of a single job.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What it left as files, for <see cref="JobClient.OpenResultAsync"/>.</summary>
    public IReadOnlyList<string> ResultFiles { get; init; } = [];

    /// <summary>What it found. Only of a single job.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Whose job it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The program that it belongs to.</summary>
    public string? ProgramId { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The batch that it was submitted with.</summary>
    public string? BatchId { get; init; }

    /// <summary>The jobs that have to end before it starts. Only of a single job.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Those of them that have still to end. Only of a single job.</summary>
    public IReadOnlyList<string> WaitingFor { get; init; } = [];

    /// <summary>How many those are.</summary>
    public int WaitingForCount { get; init; }

    /// <summary><c>pending_or_running</c> when it keeps other unique jobs of its type and config out until it has ended. Only of a single job.</summary>
    public string? UniqueFor { get; init; }

    /// <summary>The number of the latest attempt; 0 before the first one.</summary>
    public int Attempt { get; init; }

    /// <summary>How many failed attempts are followed by another one.</summary>
    public int MaxRetries { get; init; }

    /// <summary>How many of them have been.</summary>
    public int RetryCount { get; init; }

    /// <summary>Whether it is kept until somebody releases it.</summary>
    public bool Held { get; init; }

    /// <summary>How many items the handler has done. Only of a single job.</summary>
    public long? ItemsProcessed { get; init; }

    /// <summary>How many there are. Only of a single job.</summary>
    public long? TotalItems { get; init; }
}
