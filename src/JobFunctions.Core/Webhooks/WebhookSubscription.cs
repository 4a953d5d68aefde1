using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Webhooks;

/// <summary>What an owner wants to be told of all his jobs.</summary>
/// <param name="Owner">Whose jobs.</param>
/// <param name="Name">What he calls it.</param>
/// <param name="Url">Where he is told.</param>
/// <param name="Events">Of what.</param>
/// <param name="Types">Of jobs of these types alone; all when empty.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record WebhookSubscription(
    string Owner, string Name, string Url, WebhookEvents Events, IReadOnlyList<string> Types, DateTimeOffset CreatedAt)
{
    /// <summary>What calls are signed with, sealed.</summary>
    public required string Secret { get; init; }

    /// <summary>What they are signed with besides, while a rotation overlaps; sealed.</summary>
    public string? OldSecret { get; init; }

    /// <summary>Until when the old one is used.</summary>
    public DateTimeOffset? OldUntil { get; init; }

    /// <summary>Why nothing is sent any more; null while it is.</summary>
    public string? Disabled { get; init; }

    /// <summary>The row's ETag; null before it is stored.</summary>
    public string? Version { get; init; }

    /// <summary>What of a job of this type it wants to hear.</summary>
    public WebhookEvents WantedOf(string type) => Disabled is null && (Types.Count == 0 || Types.Contains(type)) ? Events : WebhookEvents.None;

    /// <summary>What its secrets are bound to, so that one can't be put into another row.</summary>
    public static string Binding(string owner, string name) => $"webhook/{owner}/{name}";
}
