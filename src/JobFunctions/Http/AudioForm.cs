using System.Text.Json.Nodes;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JobFunctions.Http;

/// <summary>What a form with audio held; the audio itself is stored as the job's input.</summary>
internal sealed record Audio(string AudioFile, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The config of the job: the file's name and the other fields as they came.</summary>
    public JsonObject ToConfig()
    {
        var config = new JsonObject();
        foreach (var (field, value) in Fields)
            config[field] = value;
        config["audio_file"] = AudioFile;
        return config;
    }
}

/// <summary>Reads a multipart form with an <c>audio_file</c> and text fields; the audio streams into the job's own prefix.</summary>
internal sealed class AudioForm(JobFiles files)
{
    private const string AudioField = "audio_file";
    private const int MaxFields = 20;
    private const int MaxText = 2_000;

    /// <exception cref="InvalidRequestException">A part is missing or wrong. What was stored is to be removed by the caller.</exception>
    public async Task<Audio> ReadAsync(HttpRequest request, JobId id, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary))
            throw new InvalidRequestException(AudioField, "The body must be a multipart form with a file 'audio_file'");

        string? audio = null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                    throw new InvalidRequestException("body", "A part has no Content-Disposition");
                var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                if (disposition.IsFileDisposition() && field == AudioField && audio is null)
                    audio = await StoreAsync(id, disposition, section.Body, cancellationToken);
                else if (!disposition.IsFileDisposition() && field.Length is > 0 and <= 100 && fields.Count < MaxFields)
                    fields[field] = await TextAsync(field, section.Body, cancellationToken);
                else
                    throw new InvalidRequestException(field.Length > 0 ? field : "body", "is neither the one 'audio_file' nor one of 20 short fields");
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new InvalidRequestException("body", $"The multipart body is broken: {broken.Message}");
        }

        return new Audio(audio ?? throw new InvalidRequestException(AudioField, "The form has no file 'audio_file'"), fields);
    }

    private async Task<string> StoreAsync(
        JobId id, ContentDispositionHeaderValue disposition, Stream content, CancellationToken cancellationToken)
    {
        var given = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        var name = given.ToString();
        if (!FileName.IsValid(name))
            throw new InvalidRequestException(AudioField, $"Its file name {FileName.Rule}");
        await files.WriteInputAsync(id, name, content, cancellationToken);
        return name;
    }

    private static async Task<string> TextAsync(string field, Stream content, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content);
        var text = new char[MaxText + 1];
        var length = await reader.ReadBlockAsync(text, cancellationToken);
        return length <= MaxText ? new string(text, 0, length) : throw new InvalidRequestException(field, $"may have {MaxText} characters at most");
    }
}
