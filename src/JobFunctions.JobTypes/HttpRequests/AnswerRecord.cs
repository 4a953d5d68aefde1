using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>Makes an answer the result of a job: a small text stands in it, anything else becomes a result file.</summary>
internal static class AnswerRecord
{
    private const int InlineBytes = 16 * 1024;

    // A result has 30,000 characters at most, and headers stand in it, too.
    private const int InlineCharacters = 20_000;
    private const int MaxHeaderValue = 500;

    // Whatever else a server sends (Set-Cookie, for one) may be a secret.
    private static readonly string[] UsualHeaders =
        ["Content-Type", "Content-Language", "Content-Location", "Date", "ETag", "Last-Modified", "Location", "Retry-After", "X-Request-Id"];

    public static async Task<HttpRequestResult> MakeAsync(
        OutgoingAnswer answer, IReadOnlyList<string> moreHeaders, IJobContext job, CancellationToken cancellationToken)
    {
        var headers = Headers(answer, moreHeaders);
        await using var body = await answer.OpenAsync();
        var start = new byte[InlineBytes + 1];
        var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == 0)
            return new HttpRequestResult(answer.Status, headers, null, null, 0);
        if (length <= InlineBytes && Inline(answer.MediaType, start.AsSpan(0, length)) is { } small)
            return new HttpRequestResult(answer.Status, headers, small, null, length);

        var name = "body" + Extension(answer.MediaType);
        await using var file = await job.CreateResultAsync(name, cancellationToken);
        await file.WriteAsync(start.AsMemory(0, length), cancellationToken);
        await body.CopyToAsync(file, cancellationToken);
        return new HttpRequestResult(answer.Status, headers, null, name, file.Position);
    }

    private static Dictionary<string, string> Headers(OutgoingAnswer answer, IReadOnlyList<string> more)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var left = InlineCharacters / 4;
        foreach (var name in UsualHeaders.Concat(more))
        {
            if (answer.Header(name) is not { } value)
                continue;
            var kept = value.Length <= MaxHeaderValue ? value : value[..MaxHeaderValue];
            if (kept.Length <= left && headers.TryAdd(name.ToLowerInvariant(), kept))
                left -= kept.Length;
        }

        return headers;
    }

    private static JsonElement? Inline(string? mediaType, ReadOnlySpan<byte> bytes)
    {
        if (!IsText(mediaType))
            return null;
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            var inline = IsJson(mediaType) && TryParse(text, out var json)
                ? json
                : JsonSerializer.SerializeToElement(text, HttpRequestJson.Default.String);
            // As it will be stored: escapes take room.
            return JsonSerializer.Serialize(inline, HttpRequestJson.Default.JsonElement).Length <= InlineCharacters ? inline : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool TryParse(string text, out JsonElement json)
    {
        try
        {
            json = JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    private static bool IsJson(string? mediaType) => mediaType is "application/json" or "text/json" || mediaType?.EndsWith("+json", StringComparison.Ordinal) == true;

    private static bool IsText(string? mediaType) => IsJson(mediaType)
        || mediaType is "application/xml" or "application/x-www-form-urlencoded" or "application/problem+xml"
        || mediaType?.StartsWith("text/", StringComparison.Ordinal) == true;

    private static string Extension(string? mediaType) => mediaType switch
    {
        _ when IsJson(mediaType) => ".json",
        "text/html" => ".html",
        "text/csv" => ".csv",
        "text/xml" or "application/xml" => ".xml",
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        _ when IsText(mediaType) => ".txt",
        _ => ".bin",
    };
}
