using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Service;

/// <summary>A job that somebody wants done. <see cref="SubmissionRules"/> says what is valid.</summary>
public sealed record JobSubmission
{
    /// <summary>The one word of <see cref="UniqueFor"/>.</summary>
    public const string WhileActive = "pending_or_running";

    /// <summary>What the caller calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The job type; null for the configured default.</summary>
    public string? Type { get; init; }

    /// <summary>The config, a JSON object.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>What only the handler may know, by name; stored encrypted and never shown.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Which lane it takes.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>The program that it belongs to.</summary>
    [JsonPropertyName("program_id")]
    public string? Program { get; init; }

    /// <summary>When it shall start; at once when null or past.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>How many charged failures are retried; null for the configured default.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How long one attempt may take, in seconds; null for as long as the host allows.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>
    /// <see cref="WhileActive"/>: while the caller has a job of this type and config that is pending, scheduled or running there is no
    /// other one. Null when there may be.
    /// </summary>
    public string? UniqueFor { get; init; }

    /// <summary>Its key for rates, besides its type and owner.</summary>
    [JsonPropertyName("rate_limit_key")]
    public string? RateKey { get; init; }

    /// <summary>Under which name it was sent; null when the caller gave none.</summary>
    [JsonIgnore]
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>The ids of the jobs that have to end before it starts.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>What becomes of it when one of them does not complete.</summary>
    [JsonIgnore]
    public ParentFailure OnParentFailure { get; init; }

    /// <summary>Where its caller is told of it; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Of which events, in words; its end when empty.</summary>
    public IReadOnlyList<string> WebhookEvents { get; init; } = [];

    /// <summary>What those calls are signed with; null for calls without a signature.</summary>
    [JsonIgnore]
    public string? WebhookSecret { get; init; }

    /// <summary>Labels to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
