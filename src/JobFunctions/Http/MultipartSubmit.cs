using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>
/// Reads a submit that brings its input files along: the JSON in a field <c>job</c>, files beside it, in any order. Each file streams
/// into the job's own prefix as it arrives.
/// </summary>
internal sealed class MultipartSubmit(JobFiles files, RequestOptions limits)
{
    private const int MaxFiles = 20;

    /// <exception cref="InvalidRequestException">A part is missing or wrong. What was stored is to be removed by the caller.</exception>
    public async Task<(JsonDocument Job, bool HasInputs)> ReadAsync(HttpRequest request, JobId id, PartsDigest? digest, CancellationToken cancellationToken)
    {
        JsonDocument? job = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        await MultipartParts.ReadAsync(request, digest, TakeAsync, cancellationToken);
        if (job is null)
            throw new InvalidRequestException("job", "The multipart body has no field 'job' with the JSON of the job");
        return (job, names.Count > 0);

        async Task TakeAsync(MultipartPart part)
        {
            if (part.Field == "job" && job is null)
                job = await RequestBody.ReadJsonAsync(part.Content, null, limits, cancellationToken);
            else if (part.FileName is { } name)
                await StoreAsync(id, name, names, part.Content, cancellationToken);
            else
                throw new InvalidRequestException(part.Field.Length > 0 ? part.Field : "body", "is neither the field 'job' nor a file with a file name");
        }
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
}
