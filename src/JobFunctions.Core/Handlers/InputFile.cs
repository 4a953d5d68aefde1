using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobFunctions.Core.Handlers;

/// <summary>
/// A file that a config names: by its name alone (a file sent with the submit, or one of the owner's own), or as a result of an
/// earlier job of the same owner. A config writes <c>"name"</c>, or <c>{"job_id": "…", "file": "…"}</c>.
/// </summary>
[JsonConverter(typeof(InputFileConverter))]
public sealed record InputFile
{
    /// <summary>The earlier job, or a <see cref="ParentReference"/>; null for a file of the owner's.</summary>
    public string? JobId { get; init; }

    /// <summary>The file's name; null where the config's reader has a name of its own for it.</summary>
    public string? File { get; init; }

    /// <summary>How results and errors name the file.</summary>
    public string Name => JobId is null ? File ?? "" : $"{JobId}/{File}";

    /// <summary>The same file; an earlier job's is the one that its type leaves, when the config does not say which.</summary>
    public InputFile Or(string file) => JobId is not null && File is null ? this with { File = file } : this;

    /// <summary>Opens the file for streaming.</summary>
    /// <exception cref="PermanentJobException">There is no such file.</exception>
    public Task<Stream> OpenAsync(IJobContext job, CancellationToken cancellationToken) => JobId is null
        ? job.OpenInputAsync(File ?? "", cancellationToken)
        : job.OpenResultAsync(JobId, File ?? "", cancellationToken);
}

/// <summary>Reads <c>"name"</c> as well as <c>{"job_id": "…", "file": "…"}</c>.</summary>
internal sealed class InputFileConverter : JsonConverter<InputFile>
{
    public override InputFile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonElement.ParseValue(ref reader);
        return value.ValueKind switch
        {
            JsonValueKind.String => new InputFile { File = value.GetString() },
            JsonValueKind.Object => new InputFile { JobId = Text(value, "job_id"), File = Text(value, "file") },
            _ => throw new JsonException("must be a file's name, or an object with job_id and file"),
        };
    }

    public override void Write(Utf8JsonWriter writer, InputFile value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);

    private static string? Text(JsonElement value, string member) =>
        !value.TryGetProperty(member, out var text) || text.ValueKind == JsonValueKind.Null ? null
        : text.ValueKind == JsonValueKind.String ? text.GetString()
        : throw new JsonException($"must have a text as {member}");
}
