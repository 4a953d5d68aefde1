using System.Buffers;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>What an <c>http_request</c> must be like.</summary>
internal static class HttpRequestConfigValidator
{
    private const int MaxUrl = 4_000;
    private const int MaxHeaders = 50;
    private const int MaxHeaderValue = 8_000;
    private const int LongestCall = 6 * 60 * 60;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    // Of the connection and the message: to set these by hand is to smuggle one request in another.
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Upgrade", "TE", "Trailer", "Expect",
    };

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static IEnumerable<FieldError> Validate(HttpRequestConfig config, OutgoingRules rules)
    {
        if (config.Method is { } method && !Methods.Contains(method))
            yield return new FieldError("config.method", $"must be one of {string.Join(", ", Methods)}");

        if (config.Url.Length is 0 or > MaxUrl || !Uri.TryCreate(config.Url, UriKind.Absolute, out var address))
            yield return new FieldError("config.url", $"must be an absolute address of 1 to {MaxUrl} characters");
        else if (rules.Objection(address) is { } objection)
            yield return new FieldError("config.url", objection);

        if (config.Headers.Count > MaxHeaders)
            yield return new FieldError("config.headers", $"may hold {MaxHeaders} headers at most");
        foreach (var (name, value) in config.Headers)
        {
            if (HeaderError(name, value) is { } error)
                yield return new FieldError($"config.headers.{name}", error);
        }

        if (config.SecretHeaders is not null)
            yield return new FieldError("config.secret_headers", "is not supported by this version, which keeps no secrets of jobs");
        if (config is { Body: not null, BodyFile: not null })
            yield return new FieldError("config.body_file", "must not be given together with body");
        if (config.BodyFile is { Length: 0 })
            yield return new FieldError("config.body_file", "must name an input file");
        if ((config.Body is not null || config.BodyFile is not null) && config.Method is "GET" or "HEAD")
            yield return new FieldError("config.method", $"{config.Method} has no body");
        if (config.ExpectedStatuses.Any(status => status is < 200 or > 599))
            yield return new FieldError("config.expected_statuses", "must hold status codes from 200 to 599");
        if (config.AnswerHeaders.Count > MaxHeaders || config.AnswerHeaders.Any(name => !IsToken(name)))
            yield return new FieldError("config.answer_headers", $"must hold {MaxHeaders} header names at most");
        if (config.RequestTimeoutSeconds is < 1 or > LongestCall)
            yield return new FieldError("config.request_timeout_seconds", $"must be between 1 and {LongestCall}");
    }

    private static string? HeaderError(string name, string? value)
    {
        if (!IsToken(name) || OfTheConnection.Contains(name))
            return "is not a header that can be set";
        if (OutgoingHeader.IsCredential(name))
            return "carries a credential, which a config would show to everybody who sees the job";
        return value is null || value.Length > MaxHeaderValue || value.Any(c => c is < ' ' or > '~')
            ? $"must be {MaxHeaderValue} printable ASCII characters at most"
            : null;
    }

    private static bool IsToken(string name) => name.Length is > 0 and <= 200 && !name.AsSpan().ContainsAnyExcept(TokenCharacters);
}
