using System.Text.Json;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>A call of an HTTP endpoint.</summary>
internal sealed record HttpRequestConfig
{
    /// <summary>Its method; null: POST with a body, GET without.</summary>
    public string? Method { get; init; }

    public string Url { get; init; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers with credentials; refused while no secrets are kept, so that none is stored in clear by mistake.</summary>
    public JsonElement? SecretHeaders { get; init; }

    /// <summary>The body: a string is sent as it stands, anything else as JSON.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>An input file that is the body.</summary>
    public string? BodyFile { get; init; }

    /// <summary>The statuses of success; empty: 200 to 299.</summary>
    public IReadOnlyList<int> ExpectedStatuses { get; init; } = [];

    /// <summary>Headers of the answer to record besides the usual ones.</summary>
    public IReadOnlyList<string> AnswerHeaders { get; init; } = [];

    public bool FollowRedirects { get; init; } = true;

    /// <summary>How long one call may take; null for the service's own limit.</summary>
    public int? RequestTimeoutSeconds { get; init; }

    public HttpMethod Verb => Method is { } method ? new HttpMethod(method) : Body is null && BodyFile is null ? HttpMethod.Get : HttpMethod.Post;

    /// <summary>Whether a status is what the caller hopes for.</summary>
    public bool Expects(int status) => ExpectedStatuses.Count > 0 ? ExpectedStatuses.Contains(status) : status is >= 200 and < 300;
}
