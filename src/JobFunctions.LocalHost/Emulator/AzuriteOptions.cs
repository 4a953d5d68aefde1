namespace JobFunctions.LocalHost.Emulator;

/// <summary>How to start the storage emulator.</summary>
internal sealed record AzuriteOptions
{
    /// <summary>The port of the blob service; queues and tables have the next two. With 0, the system chooses all three.</summary>
    public int FirstPort { get; init; } = 10000;

    /// <summary>Where data is kept; null keeps it in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Its accounts; without any it has the well-known one.</summary>
    public IReadOnlyList<AzuriteAccount> Accounts { get; init; } = [];

    /// <summary>Whether it ends when this process is killed, and doesn't wait for the next one to use it.</summary>
    public bool EndsWithParent { get; init; }
}

/// <summary>An account of the emulator.</summary>
internal sealed record AzuriteAccount(string Name, string Key);
