namespace JobFunctions.Core.Audit;

/// <summary>Who did what, and when.</summary>
/// <param name="At">When it was done.</param>
/// <param name="User">Who did it.</param>
/// <param name="Action">What, in a word of <see cref="AuditActions"/>.</param>
/// <param name="Target">The job, file or program that it was done to; null for everything that the user may change.</param>
/// <param name="Owner">Whose job it was; null where it was no single job.</param>
/// <param name="Detail">What came of it, in words.</param>
public sealed record AuditEntry(DateTimeOffset At, string User, string Action, string? Target, string? Owner, string? Detail)
{
    /// <summary>Where it stands in the trail; empty until it does.</summary>
    public string Key { get; init; } = "";
}
