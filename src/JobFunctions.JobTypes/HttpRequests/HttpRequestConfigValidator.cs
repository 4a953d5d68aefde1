using System.Buffers;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>What an <c>http_request</c> must be like.</summary>
internal static class HttpRequestConfigValidator
{
    private const int MaxHeaders = 50;
    private const int MaxHeaderValue = 8_000;
    private const string NotSettable = "is not a header that can be set";

    /// <summary>What the value of a header must be like.</summary>
    public static readonly string ValueRule = $"must be {MaxHeaderValue} printable ASCII characters at most";

    // Of the connection and the message: to set these by hand is to smuggle one request in another.
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Upgrade", "TE", "Trailer", "Expect",
    };

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static IEnumerable<FieldError> Validate(HttpRequestConfig config, OutgoingRules rules)
    {
        if (!Uri.TryCreate(config.Url, UriKind.Absolute, out var address))
            yield return new FieldError("config.url", "must be an absolute address");
        else if (rules.Objection(address) is { } objection)
            yield return new FieldError("config.url", objection);

        if (config.Headers.Count + config.SecretHeaders.Count > MaxHeaders)
            yield return new FieldError("config.headers", $"may be {MaxHeaders} at most, together with secret_headers");
        foreach (var (name, value) in config.Headers)
        {
            if (HeaderError(name, value) is { } error)
                yield return new FieldError($"config.headers.{name}", error);
        }

        foreach (var (name, secret) in config.SecretHeaders)
        {
            if (!CanBeSet(name))
                yield return new FieldError($"config.secret_headers.{name}", NotSettable);
            else if (string.IsNullOrEmpty(secret))
                yield return new FieldError($"config.secret_headers.{name}", "must name one of the job's secrets");
        }

        if (config is { Body: not null, BodyFile: not null })
            yield return new FieldError("config.body_file", "must not be given together with body");
        if ((config.Body is not null || config.BodyFile is not null) && config.Method is "GET" or "HEAD")
            yield return new FieldError("config.method", $"{config.Method} has no body");
        if (config.ExpectedStatuses.Any(status => status is < 200 or > 599))
            yield return new FieldError("config.expected_statuses", "must hold status codes from 200 to 599");
        if (config.AnswerHeaders.Count > MaxHeaders || config.AnswerHeaders.Any(name => !IsToken(name)))
            yield return new FieldError("config.answer_headers", $"must hold {MaxHeaders} header names at most");
    }

    /// <summary>Whether a text can be the value of a header.</summary>
    public static bool IsValue(string? value) => value is not null && value.Length <= MaxHeaderValue && value.All(c => c is >= ' ' and <= '~');

    private static string? HeaderError(string name, string? value)
    {
        if (!CanBeSet(name))
            return NotSettable;
        if (OutgoingHeader.IsCredential(name))
            return "carries a credential, which a config shows to everybody who sees the job; put it into the job's secrets and its name into secret_headers";
        return IsValue(value) ? null : ValueRule;
    }

    private static bool CanBeSet(string name) => IsToken(name) && !OfTheConnection.Contains(name);

    // A caller can send null within a list, whatever the declared type says.
    private static bool IsToken(string? name) => name is { Length: > 0 and <= 200 } && !name.AsSpan().ContainsAnyExcept(TokenCharacters);
}
