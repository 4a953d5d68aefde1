using JobFunctions.Core.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JobFunctions.Http;

/// <summary>One part of a multipart body.</summary>
/// <param name="Field">Its field; empty when it has none.</param>
/// <param name="FileName">Its file name; null when it is no file.</param>
/// <param name="Content">Its content, to be read before the next part.</param>
internal sealed record MultipartPart(string Field, string? FileName, Stream Content);

/// <summary>Reads multipart bodies, a part at a time.</summary>
internal static class MultipartParts
{
    /// <summary>RFC 2046, section 5.1.1.</summary>
    private const int MaxBoundary = 70;

    /// <summary>Whether a request says that its body is multipart.</summary>
    public static bool AreIn(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Hands over one part after the other, in the order in which they arrive.</summary>
    /// <param name="request">The request.</param>
    /// <param name="digest">Hashes the parts; null when nobody asks.</param>
    /// <param name="take">Reads a part's content.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidRequestException">The body is broken.</exception>
    public static async Task ReadAsync(
        HttpRequest request, PartsDigest? digest, Func<MultipartPart, Task> take, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (boundary is not { Length: >= 1 and <= MaxBoundary })
            throw new InvalidRequestException("body", $"The multipart body needs a boundary of 1 to {MaxBoundary} characters");

        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw new InvalidRequestException("body", "A part has no Content-Disposition");
                var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                var part = new MultipartPart(field, disposition.IsFileDisposition() ? NameOf(disposition) : null, section.Body);
                await (digest?.ReadAsync(part, take) ?? take(part));
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new InvalidRequestException("body", $"The multipart body is broken: {broken.Message}");
        }
    }

    private static string NameOf(ContentDispositionHeaderValue disposition) =>
        (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).ToString();
}
