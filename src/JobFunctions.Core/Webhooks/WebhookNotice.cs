using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Webhooks;

/// <summary>
/// What a webhook tells of one change. It stands in the outbox row, made in the change's own transaction: the job may be deleted before it
/// is delivered.
/// </summary>
internal sealed record WebhookNotice
{
    private const int MaxError = 1_000;

    public required WebhookEvents Event { get; init; }

    public required string Job { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Owner { get; init; }

    public string? Program { get; init; }

    public int Attempt { get; init; }

    public int RetryCount { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorMessage { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>The job's own webhook.</summary>
    public JobWebhook? Own { get; init; }

    /// <summary>A time that is the same whenever the notice is read: deliveries are sorted by it.</summary>
    public DateTimeOffset SortedAt => EndedAt ?? StartedAt ?? CreatedAt;

    public static WebhookNotice Of(JobChange change)
    {
        var (before, after) = (change.Before, change.After!);
        return new WebhookNotice
        {
            Event = after.EventSince(before),
            Job = after.Id.ToString(),
            Name = after.Name,
            Type = after.Type,
            Owner = after.Owner,
            Program = after.Program,
            Attempt = after.Attempt,
            RetryCount = after.RetryCount,
            ErrorType = after.Error?.Type,
            ErrorMessage = after.Error?.Message?.Cut(MaxError),
            CreatedAt = after.CreatedAt,
            StartedAt = after.StartedAt ?? before?.StartedAt,
            EndedAt = after.EndedAt,
            TraceParent = after.TraceParent,
            Own = after.Webhook,
        };
    }

    public static WebhookNotice Read(string json) => JsonSerializer.Deserialize(json, WebhookJson.Default.WebhookNotice)!;

    public string ToJson() => JsonSerializer.Serialize(this, WebhookJson.Default.WebhookNotice);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookNotice))]
[JsonSerializable(typeof(WebhookMessage))]
[JsonSerializable(typeof(IReadOnlyList<WebhookTry>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class WebhookJson : JsonSerializerContext;
