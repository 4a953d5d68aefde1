namespace JobFunctions.LocalHost;

/// <summary>How to host.</summary>
public sealed record LocalHostOptions
{
    /// <summary>What is hosted; JobFunctions unless a test has functions of its own.</summary>
    public HostedApp App { get; init; } = HostedApp.Default;

    /// <summary>Whether only queue triggers and timers run, without HTTP.</summary>
    public bool ProcessorOnly { get; init; }

    /// <summary>Where to listen, as in <c>ASPNETCORE_URLS</c>; null for what that says, or for port 7071.</summary>
    public string? Urls { get; init; }

    /// <summary>A local.settings.json, whose values count less than environment variables; null for none.</summary>
    public string? LocalSettings { get; init; }

    /// <summary>Where keys for development are kept, for what is not set; null for none.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Settings that count more than all others.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}
