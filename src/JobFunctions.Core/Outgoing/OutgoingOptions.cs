namespace JobFunctions.Core.Outgoing;

/// <summary>Where the service may call for its users; the section <c>Outgoing</c> of the configuration.</summary>
public sealed class OutgoingOptions
{
    /// <summary>Whether <c>http://</c> will do; otherwise addresses must begin with <c>https://</c>.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether private and loopback addresses may be called. Link-local and the platform's own addresses never are by this.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>
    /// Host names, addresses and networks (<c>10.1.0.0/16</c>) that may be called whatever they are, separated by commas.
    /// </summary>
    public string? Allowed { get; set; }

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take with its answer, unless its caller says otherwise.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How large an answer may be, uncompressed.</summary>
    public long MaxResponseBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>How many redirects are followed.</summary>
    public int MaxRedirects { get; set; } = 5;
}
