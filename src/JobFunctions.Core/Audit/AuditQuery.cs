namespace JobFunctions.Core.Audit;

/// <summary>Which entries are asked for. Conditions that are null hold for every entry.</summary>
public sealed record AuditQuery
{
    /// <summary>Only what this user did.</summary>
    public string? User { get; init; }

    /// <summary>Only this action.</summary>
    public string? Action { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Not after this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many, 1 to 500.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended.</summary>
    public string? Cursor { get; init; }

    internal bool Matches(AuditEntry entry) => (User is null || entry.User == User) && (Action is null || entry.Action == Action);
}

/// <summary>A page of entries.</summary>
/// <param name="Entries">The newest first; with a filter a page may be short and still have a next one.</param>
/// <param name="Cursor">Where the next page begins; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Cursor);
