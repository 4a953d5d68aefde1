using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Http;

/// <summary>A webhook; its secret is shown once, when it is made.</summary>
public sealed record WebhookView(
    string Name, string Url, IReadOnlyList<string> Events, IReadOnlyList<string> Types, string? Disabled, DateTimeOffset CreatedAt, string? Secret)
{
    internal WebhookView(WebhookSubscription webhook, string? secret = null)
        : this(webhook.Name, webhook.Url, webhook.Events.Words(), webhook.Types, webhook.Disabled, webhook.CreatedAt, secret) { }
}

/// <summary>A caller's webhooks.</summary>
public sealed record WebhookListView(IReadOnlyList<WebhookView> Webhooks);

/// <summary>The answer to a rotation.</summary>
public sealed record WebhookSecretView(string Name, string Secret);

/// <summary>A call and its tries.</summary>
public sealed record WebhookDeliveryView(
    string Id, string MessageId, string? Webhook, string Url, string Event, string JobId, string State, int Tries, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt, JsonElement Payload, IReadOnlyList<WebhookTryView> Attempts)
{
    internal WebhookDeliveryView(WebhookDelivery delivery) : this(
        delivery.Id, delivery.MessageId, delivery.Subscription, delivery.Url, delivery.Event.Word(), delivery.Job,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(delivery.State.ToString()), delivery.Tries, delivery.CreatedAt, delivery.NextAt,
        JsonElement.Parse(delivery.Payload), [.. delivery.Log.Select(one => new WebhookTryView(one.At, one.Status, one.DurationMs, one.Error))])
    { }
}

/// <summary>One try of a call.</summary>
public sealed record WebhookTryView(DateTimeOffset At, int? StatusCode, long DurationMs, string? Error);

/// <summary>A page of a caller's deliveries.</summary>
public sealed record WebhookDeliveriesView(IReadOnlyList<WebhookDeliveryView> Deliveries, string? NextCursor);
