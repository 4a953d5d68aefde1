namespace JobFunctions.Core.Consistency;

/// <summary>How the reconciler works; the section <c>Consistency</c> of the configuration.</summary>
public sealed class ConsistencyOptions
{
    /// <summary>How often it runs, in whole hours: its timer fires once an hour. An hour by default.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long one run reads job rows; the shards that it does not get to are the next run's. Ten minutes by default.</summary>
    public TimeSpan RunLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How old blobs without a job must be before they are removed: longer than any submit takes. An hour by default.</summary>
    public TimeSpan BlobAge { get; set; } = TimeSpan.FromHours(1);

    internal bool IsValid =>
        RunLimit > TimeSpan.Zero && RunLimit <= TimeSpan.FromMinutes(20) && Interval >= TimeSpan.FromHours(1) && BlobAge >= TimeSpan.FromMinutes(10);
}
