using System.Globalization;
using System.Text;
using JobFunctions.LocalHost.Functions;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>A generated request, as bytes and texts that a client library would never send.</summary>
internal sealed record FuzzRequest(string Function, string Method, string Path, string Query, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public override string ToString() =>
        $"{Method} {Path}{Query} [{string.Join(", ", Headers.Select(header => $"{header.Name}: {header.Value}"))}] "
        + Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300)));
}

/// <summary>Makes requests for all routes in turn, the same ones for the same seed.</summary>
internal sealed class FuzzRequests(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "null", "0", "-1", "1e999", "99999999999999999999", "true", "NaN", "..", "../../etc/passwd", "..\\..", "%2e%2e%2f", "%00", "\0", "\u0001",
        "\r\nX-Injected: 1", "a/b", "a\\b", "~", "_", "'", "\"", "' or 1 eq 1 or '", "<script>alert(1)</script>", "{{7*7}}", "$(id)", "\u202Egnp", "\u200B",
        "\uFEFF", "\uFFFD", "é", "e\u0301", "ß", "İ", "日本語", "🦊", "\U0010FFFF", "😀\u200D💻", "Z̷̢a̸l̵g̶o̸", "CON", "con.txt", ".", "/", "//", "?", "#", "&", "=", "+",
        "%", "%zz", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "-0001-01-01", "1970-01-01", "job_", "job_job_",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "550e8400-e29b-41d4-a716-446655440000",
        "ffffffffffff_ffffffffffffffffffffffffffffffff", "000000000000_00000000000000000000000000000000", "ffffffffffff_ffffffffffffffff",
        "000000000000_0000000000000000", "running", "FAILED", "completed", "data_matching", "noop", "unreadable_message", "default_user",
    ];

    private static readonly string[] Numbers =
        ["0", "1", "-1", "4", "5", "2147483647", "2147483648", "-9223372036854775809", "1e400", "1.5", "-0", "1E-400", "123456789012345678901234567890"];

    private static readonly string[] Members =
    [
        "name", "type", "config", "priority", "program_id", "scheduled_at", "max_retries", "timeout_seconds", "tags", "secrets", "job_parameters", "func_name",
        "args", "kwargs", "depends_on", "webhook_url", "steps", "duration_ms", "fail_times", "mappings", "threshold", "__proto__", "Name", "",
        "action", "filter", "ids", "dry_run", "q", "fingerprint", "status",
    ];

    private static readonly string[] Parameters =
    [
        "limit", "cursor", "status", "type", "tag", "user_id", "program_id", "max_age_hours", "timeout", "current_status", "user", "action", "from", "to", "code",
        "q", "fingerprint", "follow", "hours",
    ];

    private static readonly string[] HeaderNames =
    [
        "Content-Type", "Content-Length", "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "Last-Event-ID", "Accept", "Accept-Encoding",
        "Authorization", "X-Forwarded-For", "X-HTTP-Method-Override", "X-Original-URL", "Transfer-Encoding", "Expect", "Cookie", "x-functions-key", "Host",
    ];

    private static readonly string[] HeaderValues =
    [
        "", "x", "application/json", "application/json; charset=utf-16", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b",
        "multipart/mixed; boundary=\"b\"", "text/plain", "bytes=0-", "bytes=-1", "bytes=5-1", "bytes=0-0,2-3,9-", "bytes=99999999999999999999-", "items=1-2", "*", "\"x\"",
        "Thu, 01 Jan 1970 00:00:00 GMT", "chunked", "100-continue", "Bearer x", "Bearer a.b.c", "Basic YTpi", "gzip, br;q=nope", "DELETE", "/api/v1/jobs/submit",
        "-1", "0", "12", "1", "1-7", "2-2147483647", "1-99999999999999999999", "é", "a\u0001b", "text/event-stream",
    ];

    private readonly Random _random = new(seed);

    private readonly (string Function, string Method, string Template)[] _routes =
    [
        .. from function in FunctionScanner.Scan(HostedApp.Default.Types)
           where function.Trigger is HttpTriggerAttribute
           let trigger = (HttpTriggerAttribute)function.Trigger
           from method in trigger.Methods!
           orderby function.Name
           select (function.Name, method.ToUpperInvariant(), trigger.Route!),
    ];

    private int _made;

    /// <summary>Ids of jobs that exist, used now and then in place of nonsense.</summary>
    public IReadOnlyList<string> Jobs { get; set; } = [];

    public FuzzRequest Next()
    {
        // Submits more often than their share: they store something.
        var (function, method, template) = One(8) ? _routes.First(route => route.Function == "JobsSubmit") : _routes[_made++ % _routes.Length];
        var path = string.Join('/', template.Split('/').Select(part => part.StartsWith('{') ? Value(part) : part));
        var body = method is "POST" or "PUT" || One(10) ? Body() : ([], null);
        var headers = Headers();
        if (body.Type is not null)
            headers.Insert(0, ("Content-Type", body.Type));
        return new FuzzRequest(function, One(40) ? Pick("HEAD", "OPTIONS", "PATCH", "TRACE", "get", "FOO") : method, "/api/v1/" + path, Query(), headers, body.Bytes);
    }

    private string Value(string parameter) =>
        parameter.Contains("job", StringComparison.OrdinalIgnoreCase) && Jobs.Count > 0 && !One(4) ? Jobs[_random.Next(Jobs.Count)]
        : One(20) ? new string('x', _random.Next(1, 3_000))
        : Text().Replace("/", One(2) ? "%2f" : "", StringComparison.Ordinal);

    private string Query()
    {
        if (One(2))
            return "";
        var query = new StringBuilder("?");
        for (var i = _random.Next(4); i >= 0; i--)
        {
            var value = One(3) ? _random.Next(1, 220).ToString(CultureInfo.InvariantCulture) : Text();
            query.Append(Parameters[_random.Next(Parameters.Length)]).Append('=').Append(One(5) ? value : Uri.EscapeDataString(value)).Append('&');
        }

        return query.ToString();
    }

    private List<(string Name, string Value)> Headers()
    {
        var headers = new List<(string, string)>();
        while (One(3))
            headers.Add((Pick(HeaderNames), One(30) ? new string('h', _random.Next(5_000)) : Pick(HeaderValues)));
        return headers;
    }

    private (byte[] Bytes, string? Type) Body() => _random.Next(16) switch
    {
        0 => ([], null),
        1 => (Bytes(_random.Next(2_000)), Pick(HeaderValues)),
        2 or 3 => (Encoding.UTF8.GetBytes(Broken(Json(3))), "application/json"),
        4 => (Encoding.Unicode.GetBytes(Json(2)), "application/json; charset=utf-16"),
        5 => (Encoding.UTF8.GetBytes(Deep(_random.Next(1, 3_000))), "application/json"),
        6 or 7 => (Encoding.UTF8.GetBytes(Multipart()), One(8) ? "multipart/form-data; boundary=other" : "multipart/form-data; boundary=b"),
        8 => (Encoding.UTF8.GetBytes($$"""{"name": "{{new string('l', _random.Next(100_000))}}"}"""), "application/json"),
        9 or 10 => (Encoding.UTF8.GetBytes(AlmostRight()), "application/json"),
        _ => (Encoding.UTF8.GetBytes(Json(4)), "application/json"),
    };

    /// <summary>A submit that would do but for at most one member; many do.</summary>
    private string AlmostRight()
    {
        var extra = One(2) ? "" : $", {Quote(Pick(Members))}: {Json(2)}";
        return $$"""{"name": {{Quote("x" + Text())}}, "type": "noop", "config": {"steps": {{_random.Next(3)}}, "fail_times": {{_random.Next(-1, 2)}} }, "max_retries": {{_random.Next(2)}}{{extra}} }""";
    }

    private string Multipart()
    {
        var form = new StringBuilder();
        for (var i = _random.Next(4); i >= 0; i--)
        {
            var (field, name, content) = One(2) ? ("job", null, AlmostRight()) : (Pick("file", "audio_file", "job", ""), Text(), Text());
            form.Append("--b\r\nContent-Disposition: form-data; name=\"").Append(field).Append('"');
            if (name is not null)
                form.Append("; filename=\"").Append(name).Append('"');
            form.Append(One(10) ? "\n\n" : "\r\n\r\n").Append(content).Append("\r\n");
        }

        return form.Append(One(5) ? "" : "--b--\r\n").ToString();
    }

    private string Json(int depth) => _random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => Pick(Numbers),
        1 => Pick("true", "false", "null"),
        2 => Pick("\"\\ud800\"", "\"\\u0000\"", "\"\\udfff\\ud800\"", "\"\\uD83E\\uDD8A\""),
        3 or 4 => Quote(Text()),
        5 or 6 => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Json(depth - 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, _random.Next(6)).Select(_ => $"{Quote(One(6) ? Text() : Pick(Members))}: {Json(depth - 1)}"))}}}",
    };

    private string Deep(int levels) => One(2)
        ? new string('[', levels) + (One(2) ? new string(']', levels) : "")
        : $$"""{"name": "x", "type": "noop", "config": {{string.Concat(Enumerable.Repeat("""{"a":""", levels))}}1{{new string('}', levels)}} }""";

    private string Broken(string json)
    {
        if (json.Length == 0)
            return "{";
        var at = _random.Next(json.Length);
        return _random.Next(4) switch
        {
            0 => json[..at],
            1 => json.Insert(at, Pick("{", "}", ",", "\"", "\\", "\0", "//", "NaN", "'")),
            2 => json.Remove(at, 1),
            _ => json + json,
        };
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Text() => One(8) ? Pick(Texts) + Pick(Texts) : Pick(Texts);

    private bool One(int in_) => _random.Next(in_) == 0;

    private string Pick(params string[] values) => values[_random.Next(values.Length)];

    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
