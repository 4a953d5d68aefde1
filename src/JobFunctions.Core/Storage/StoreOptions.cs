namespace JobFunctions.Core.Storage;

/// <summary>How the job table is used; the section <c>Storage</c> of the configuration.</summary>
public sealed class StoreOptions
{
    /// <summary>How many partitions new jobs are spread over, 1 to 1,024. It may grow at any time, but not shrink. 4 by default.</summary>
    public int Shards { get; set; } = 4;

    /// <summary>How many operations one transaction may hold, 10 to 100 (the service's limit).</summary>
    public int OperationsPerTransaction { get; set; } = 100;

    /// <summary>How long one transaction may take before its outcome is asked for.</summary>
    public TimeSpan TransactionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a change is tried before its caller is told that storage is not available.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether tables, queues and containers that are missing are made at start. Off where the deployment makes them.</summary>
    public bool CreateIfMissing { get; set; } = true;
}
