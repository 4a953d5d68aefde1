using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JobFunctions.Http;

/// <summary>
/// Reads a submit that brings its input files along: the JSON in a field <c>job</c>, files beside it, in any order. Each file streams
/// into the job's own prefix as it arrives.
/// </summary>
internal sealed class MultipartSubmit(JobFiles files)
{
    private const int MaxFiles = 20;

    /// <summary>RFC 2046, section 5.1.1.</summary>
    private const int MaxBoundary = 70;

    /// <exception cref="InvalidRequestException">A part is missing or wrong. What was stored is to be removed by the caller.</exception>
    public async Task<(JsonDocument Job, bool HasInputs)> ReadAsync(HttpRequest request, JobId id, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (boundary is not { Length: >= 1 and <= MaxBoundary })
            throw new InvalidRequestException("body", $"The multipart body needs a boundary of 1 to {MaxBoundary} characters");

        JsonDocument? job = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw new InvalidRequestException("body", "A part has no Content-Disposition");
                var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                if (field == "job" && job is null)
                    job = await RequestBody.ReadJsonAsync(section.Body, null, cancellationToken);
                else if (disposition.IsFileDisposition())
                    await StoreAsync(id, NameOf(disposition), names, section.Body, cancellationToken);
                else
                    throw new InvalidRequestException(field ?? "body", "is neither the field 'job' nor a file with a file name");
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new InvalidRequestException("body", $"The multipart body is broken: {broken.Message}");
        }

        if (job is null)
            throw new InvalidRequestException("job", "The multipart body has no field 'job' with the JSON of the job");
        return (job, names.Count > 0);
    }

    private async Task StoreAsync(JobId id, string name, HashSet<string> names, Stream content, CancellationToken cancellationToken)
    {
        if (!FileName.IsValid(name))
            throw new InvalidRequestException("file name", FileName.Rule);
        if (!names.Add(name))
            throw new InvalidRequestException("file name", $"Two files are called '{name}'");
        if (names.Count > MaxFiles)
            throw new InvalidRequestException("files", $"may be {MaxFiles} at most");
        await files.WriteInputAsync(id, name, content, cancellationToken);
    }

    private static string NameOf(ContentDispositionHeaderValue disposition) =>
        (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).ToString();
}
