using System.Text.Json.Nodes;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;

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
    public async Task<Audio> ReadAsync(HttpRequest request, JobId id, PartsDigest? digest, CancellationToken cancellationToken)
    {
        if (!MultipartParts.AreIn(request))
            throw new InvalidRequestException(AudioField, "The body must be a multipart form with a file 'audio_file'");

        string? audio = null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        await MultipartParts.ReadAsync(request, digest, TakeAsync, cancellationToken);
        return new Audio(audio ?? throw new InvalidRequestException(AudioField, "The form has no file 'audio_file'"), fields);

        async Task TakeAsync(MultipartPart part)
        {
            if (part is { Field: AudioField, FileName: { } name } && audio is null)
                audio = await StoreAsync(id, name, part.Content, cancellationToken);
            else if (part.FileName is null && part.Field.Length is > 0 and <= 100 && fields.Count < MaxFields)
                fields[part.Field] = await TextAsync(part.Field, part.Content, cancellationToken);
            else
                throw new InvalidRequestException(part.Field.Length > 0 ? part.Field : "body", "is neither the one 'audio_file' nor one of 20 short fields");
        }
    }

    private async Task<string> StoreAsync(JobId id, string name, Stream content, CancellationToken cancellationToken)
    {
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
