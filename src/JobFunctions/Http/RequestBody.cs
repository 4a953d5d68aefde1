using System.Text.Json;
using System.Text.Unicode;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>Reads request bodies, as much as is allowed and no more.</summary>
internal static class RequestBody
{
    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than <see cref="RequestOptions.MaxJsonBytes"/> (413).</exception>
    /// <exception cref="InvalidRequestException">It is not JSON.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(Stream body, long? announced, RequestOptions limits, CancellationToken cancellationToken) =>
        await ReadOptionalJsonAsync(body, announced, limits, cancellationToken) ?? throw new InvalidRequestException("body", "The body is not valid JSON: it is empty");

    /// <summary>Reads a JSON body; null when there is none.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than <see cref="RequestOptions.MaxJsonBytes"/> (413).</exception>
    /// <exception cref="InvalidRequestException">It is not JSON.</exception>
    public static async Task<JsonDocument?> ReadOptionalJsonAsync(Stream body, long? announced, RequestOptions limits, CancellationToken cancellationToken)
    {
        var tooLarge = new BadHttpRequestException($"The JSON body is larger than {limits.MaxJsonBytes} bytes", 413);
        if (announced > limits.MaxJsonBytes)
            throw tooLarge;

        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read.Length + count > limits.MaxJsonBytes)
                throw tooLarge;
            read.Write(buffer, 0, count);
        }

        if (read.Length == 0)
            return null;
        var bytes = read.ToArray();
        if (!Utf8.IsValid(bytes))
            throw new InvalidRequestException("body", "The body is not valid UTF-8");
        try
        {
            // Of two members with one name readers would pick different ones.
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = limits.MaxJsonDepth, AllowDuplicateProperties = false });
            return HasSoundTexts(document.RootElement)
                ? document
                : throw new InvalidRequestException("body", "The body holds half of a surrogate pair (\\ud800 to \\udfff), which is no character");
        }
        catch (JsonException wrong)
        {
            throw new InvalidRequestException(
                "body",
                wrong.LineNumber is { } line
                    ? $"The body is not valid JSON (line {line + 1}, byte {wrong.BytePositionInLine + 1})"
                    : $"The body is not valid JSON: {wrong.Message}");
        }
    }

    /// <summary>Whether every text is one that can be stored and shown. The parser takes escapes as they stand.</summary>
    private static bool HasSoundTexts(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(HasSoundTexts),
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && HasSoundTexts(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
