namespace JobFunctions.Core.Audit;

/// <summary>The audit trail; the section <c>Audit</c> of the configuration.</summary>
public sealed class AuditOptions
{
    /// <summary>How long entries are kept.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the entries of submits may wait, so that many share a request. A crash loses what waits.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(10);

    internal bool IsValid => Keep >= TimeSpan.FromDays(1) && FlushInterval > TimeSpan.Zero && FlushInterval <= TimeSpan.FromMinutes(1);
}
