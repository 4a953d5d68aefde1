using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Webhooks;

/// <summary>One call, with all its tries.</summary>
/// <param name="Owner">Whose job it tells of.</param>
/// <param name="Id">Names it among the owner's deliveries, the newest first.</param>
public sealed record WebhookDelivery(string Owner, string Id)
{
    /// <summary>The subscription that it was made for; null for a job's own webhook.</summary>
    public string? Subscription { get; init; }

    /// <summary>Where to.</summary>
    public required string Url { get; init; }

    /// <summary>Of what.</summary>
    public required WebhookEvents Event { get; init; }

    /// <summary>Of which job.</summary>
    public required string Job { get; init; }

    /// <summary>The body, the same at every try.</summary>
    public required string Payload { get; init; }

    /// <summary>What a job's own webhook is signed with, sealed.</summary>
    public string? Secret { get; init; }

    /// <summary>The trace of the job.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public WebhookState State { get; init; }

    /// <summary>How many tries there have been since it was made or replayed.</summary>
    public int Tries { get; init; }

    /// <summary>When the next try is due; null when there is none.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The latest tries, the newest last.</summary>
    public IReadOnlyList<WebhookTry> Log { get; init; } = [];

    /// <summary>The row's ETag; null before it is stored.</summary>
    public string? Version { get; init; }

    /// <summary>What the receiver tells repetitions by: the same at every try, and at a replay.</summary>
    public string MessageId => $"msg_{Id[(Id.IndexOf('_', StringComparison.Ordinal) + 1)..]}";
}

/// <summary>Where a delivery stands.</summary>
public enum WebhookState
{
    /// <summary>A try is due.</summary>
    Pending,

    /// <summary>The receiver has taken it.</summary>
    Delivered,

    /// <summary>Given up; it can be replayed.</summary>
    Failed,
}

/// <summary>One try.</summary>
/// <param name="At">When.</param>
/// <param name="Status">The answer's status code; null without an answer.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
public sealed record WebhookTry(DateTimeOffset At, int? Status, long DurationMs, string? Error);

/// <summary>The queue's message: look at this delivery.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Id">Which one.</param>
/// <param name="Try">How many tries there were when it was put: an older message has been overtaken.</param>
internal sealed record WebhookMessage(string Owner, string Id, int Try);
