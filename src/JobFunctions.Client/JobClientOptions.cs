namespace JobFunctions.Client;

/// <summary>How a <see cref="JobClient"/> works.</summary>
public sealed record JobClientOptions
{
    /// <summary>
    /// Gives the bearer token for a request; asked before each one, so it should keep what it has until that is about to expire. Null
    /// for a service that asks for none. Set it here and not in the HttpClient's default headers: these would go to Blob Storage, too,
    /// when <see cref="StorageHttp"/> is the same client.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; init; }

    /// <summary>How often a request that was refused for now (429, 502, 503, 504) or not answered is sent again, from 0.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The first retry waits up to this long, each further one up to twice as long.</summary>
    public TimeSpan RetryBase { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>No retry waits longer, whatever the service asks for.</summary>
    public TimeSpan RetryCap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A stream that has been silent for so long is opened anew: the service sends a comment every 15 seconds, so the connection is dead.
    /// </summary>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long one poll waits for a change, 1–220 seconds; less than the HttpClient's own timeout.</summary>
    public TimeSpan PollTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Files from this size on, in bytes, go straight to Blob Storage. A request to the service may have 100 MB.</summary>
    public long LargeFile { get; init; } = 32 * 1024 * 1024;

    /// <summary>Sends large files to Blob Storage; a client without credentials that all JobClients share when null.</summary>
    public HttpClient? StorageHttp { get; init; }

    /// <summary>The clock that retries and streams wait by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
