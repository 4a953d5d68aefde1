using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>A call of an HTTP endpoint.</summary>
internal sealed record HttpRequestConfig
{
    [AllowedValues("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), Description("Its method; null: POST with a body, GET without.")]
    public string? Method { get; init; }

    [Required(ErrorMessage = "must be an absolute address"), MaxLength(4_000), Description("The address to call.")]
    public string Url { get; init; } = "";

    [Description("Its headers; everybody who sees the job sees them.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    [Description("Headers with credentials, such as Authorization: the name of the job's secret that is the header's value.")]
    public IReadOnlyDictionary<string, string> SecretHeaders { get; init; } = new Dictionary<string, string>();

    [Description("The body: a text is sent as it stands, anything else as JSON.")]
    public JsonElement? Body { get; init; }

    [InputFileName, Description("An input file that is the body.")]
    public string? BodyFile { get; init; }

    [Description("The statuses of success; none: 200 to 299.")]
    public IReadOnlyList<int> ExpectedStatuses { get; init; } = [];

    [Description("Headers of the answer to record besides the usual ones.")]
    public IReadOnlyList<string> AnswerHeaders { get; init; } = [];

    [Description("Whether to go where the answer sends the call.")]
    public bool FollowRedirects { get; init; } = true;

    [Range(1, 6 * 60 * 60), Description("How many seconds the call may take; null for the service's own limit.")]
    public int? RequestTimeoutSeconds { get; init; }

    [JsonIgnore]
    public HttpMethod Verb => Method is { } method ? new HttpMethod(method) : Body is null && BodyFile is null ? HttpMethod.Get : HttpMethod.Post;

    /// <summary>Whether a status is what the caller hopes for.</summary>
    public bool Expects(int status) => ExpectedStatuses.Count > 0 ? ExpectedStatuses.Contains(status) : status is >= 200 and < 300;
}
