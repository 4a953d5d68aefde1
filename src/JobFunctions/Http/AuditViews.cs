using JobFunctions.Core.Audit;

namespace JobFunctions.Http;

/// <summary>A page of the audit trail.</summary>
public sealed record AuditPageView(IReadOnlyList<AuditEntryView> Entries, string? NextCursor);

/// <summary>Who did what.</summary>
public sealed record AuditEntryView(DateTimeOffset At, string UserId, string Action, string? Target, string? Owner, string? Detail)
{
    /// <summary>Shows an entry.</summary>
    public AuditEntryView(AuditEntry entry) : this(entry.At, entry.User, entry.Action, entry.Target, entry.Owner, entry.Detail) { }
}
