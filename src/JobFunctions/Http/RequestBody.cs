using System.Text.Json;
using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>Reads request bodies, as much as is allowed and no more.</summary>
internal static class RequestBody
{
    /// <summary>The largest JSON body.</summary>
    public const int MaxJsonBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than <see cref="MaxJsonBytes"/> (413).</exception>
    /// <exception cref="InvalidRequestException">It is not JSON.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(Stream body, long? announced, CancellationToken cancellationToken)
    {
        var tooLarge = new BadHttpRequestException($"The JSON body is larger than {MaxJsonBytes} bytes", 413);
        if (announced > MaxJsonBytes)
            throw tooLarge;

        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read.Length + count > MaxJsonBytes)
                throw tooLarge;
            read.Write(buffer, 0, count);
        }

        try
        {
            return JsonDocument.Parse(read.GetBuffer().AsMemory(0, (int)read.Length).ToArray(), Options);
        }
        catch (JsonException wrong)
        {
            throw new InvalidRequestException(
                "body", $"The body is not valid JSON (line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1})");
        }
    }
}
