namespace JobFunctions.Core.Outgoing;

/// <summary>A call to be made.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Address">Where to.</param>
public sealed record OutgoingRequest(HttpMethod Method, Uri Address)
{
    /// <summary>What goes with it.</summary>
    public IReadOnlyList<OutgoingHeader> Headers { get; init; } = [];

    /// <summary>Makes the body, anew for each time that it is sent; null when there is none.</summary>
    public Func<CancellationToken, Task<HttpContent>>? Content { get; init; }

    /// <summary>How long the call may take with its answer; null for the configured time.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether redirects are followed; otherwise one is the answer.</summary>
    public bool FollowRedirects { get; init; } = true;
}

/// <summary>A header of a call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; never shown in text.</param>
/// <param name="IsSecret">Whether it is for the host of the call alone; a redirect to another origin goes without it.</param>
public sealed record OutgoingHeader(string Name, string Value, bool IsSecret = false)
{
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "api-key", "x-api-key", "x-auth-token", "x-functions-key", "Ocp-Apim-Subscription-Key",
    };

    /// <summary>Whether a header of this name carries a credential, whatever its caller says.</summary>
    public static bool IsCredential(string name) => Credentials.Contains(name);

    /// <summary>Whether it stays with the origin that it was made for.</summary>
    public bool StaysWithOrigin => IsSecret || IsCredential(Name);

    /// <inheritdoc />
    public override string ToString() => Name;
}
