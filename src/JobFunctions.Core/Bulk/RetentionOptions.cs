namespace JobFunctions.Core.Bulk;

/// <summary>How long what is over is kept; the section <c>Retention</c> of the configuration.</summary>
public sealed class RetentionOptions
{
    /// <summary>Completed jobs, counted from their end. A day by default.</summary>
    public TimeSpan Completed { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Cancelled jobs, counted from their end. A day by default.</summary>
    public TimeSpan Cancelled { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Failed jobs, counted from their end: the failed registry has to live long enough to be looked at. A week by default.</summary>
    public TimeSpan Failed { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Signals and waiting rows that nobody needs any more. Ten minutes by default.</summary>
    public TimeSpan Orphans { get; set; } = TimeSpan.FromMinutes(10);

    internal bool IsValid => new[] { Completed, Cancelled, Failed, Orphans }.All(age => age > TimeSpan.Zero);
}
