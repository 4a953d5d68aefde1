using System.Text.Json;

namespace JobFunctions.Client;

/// <summary>One change of a job, as the stream tells it.</summary>
public sealed record JobUpdate
{
    /// <summary>Which job.</summary>
    public required string JobId { get; init; }

    /// <summary>Where it stands now.</summary>
    public JobStatus Status { get; init; }

    /// <summary>How far it is, a fraction from 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What the handler says of its work.</summary>
    public string? Message { get; init; }

    /// <summary>How many items are done; not told of an ended job.</summary>
    public long? ItemsProcessed { get; init; }

    /// <summary>How many there are; not told of an ended job.</summary>
    public long? TotalItems { get; init; }

    /// <summary>What an ended job found.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The files that an ended job left, for <see cref="JobClient.OpenResultAsync"/>.</summary>
    public IReadOnlyList<string> ResultFiles { get; init; } = [];

    /// <summary>Why an ended job failed.</summary>
    public string? Error { get; init; }

    /// <summary>When an ended job ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}
