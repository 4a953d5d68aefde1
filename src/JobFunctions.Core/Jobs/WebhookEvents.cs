namespace JobFunctions.Core.Jobs;

/// <summary>What of a job a webhook can tell.</summary>
[Flags]
public enum WebhookEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An attempt has started.</summary>
    Started = 1,

    /// <summary>An attempt has failed, and another one follows.</summary>
    Retrying = 2,

    /// <summary>The job has completed.</summary>
    Completed = 4,

    /// <summary>The job has failed for good.</summary>
    Failed = 8,

    /// <summary>The job was cancelled.</summary>
    Cancelled = 16,

    /// <summary>How it ended: what a webhook tells unless it names its events.</summary>
    Ended = Completed | Failed | Cancelled,
}

/// <summary>Which change is which event, and their words. Pure.</summary>
public static class WebhookEventsOfJobs
{
    private static readonly WebhookEvents[] Each =
        [WebhookEvents.Started, WebhookEvents.Retrying, WebhookEvents.Completed, WebhookEvents.Failed, WebhookEvents.Cancelled];

    /// <summary>All words, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Each.Select(Word));

    /// <summary>The event that a change is; none of most.</summary>
    /// <param name="after">The job as it shall be.</param>
    /// <param name="before">The job as it was; null for a new one.</param>
    public static WebhookEvents EventSince(this Job after, Job? before) => (before?.Status, after.Status) switch
    {
        ({ } was, _) when was.IsFinal() => WebhookEvents.None,
        (_, JobStatus.Completed) => WebhookEvents.Completed,
        (_, JobStatus.Failed) => WebhookEvents.Failed,
        (_, JobStatus.Cancelled) => WebhookEvents.Cancelled,
        (JobStatus.Pending or JobStatus.Scheduled, JobStatus.Running) => WebhookEvents.Started,
        // A hand-back charges no failure.
        (JobStatus.Running, JobStatus.Pending) when after.RetryCount > before!.RetryCount => WebhookEvents.Retrying,
        _ => WebhookEvents.None,
    };

    /// <summary>The words of a set.</summary>
    public static IReadOnlyList<string> Words(this WebhookEvents events) => [.. Each.Where(one => events.HasFlag(one)).Select(Word)];

    /// <summary>Reads words; none stand for every end.</summary>
    /// <returns>False when a word is not known.</returns>
    public static bool TryParse(IReadOnlyList<string> words, out WebhookEvents events)
    {
        events = words.Count == 0 ? WebhookEvents.Ended : WebhookEvents.None;
        foreach (var word in words)
        {
            var one = Array.Find(Each, known => Word(known) == word);
            if (one == WebhookEvents.None)
                return false;
            events |= one;
        }

        return true;
    }

    /// <summary>The word of one event.</summary>
    public static string Word(this WebhookEvents one) => one switch
    {
        WebhookEvents.Started => "started",
        WebhookEvents.Retrying => "retrying",
        WebhookEvents.Completed => "completed",
        WebhookEvents.Failed => "failed",
        WebhookEvents.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(one), one, "Not one event"),
    };
}
