using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>What shall be written down.</summary>
public sealed record TranscriptionConfig
{
    /// <summary>The name of the job's input file with the audio.</summary>
    public string AudioFile { get; init; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TranscriptionConfig))]
internal sealed partial class TranscriptionJson : JsonSerializerContext;
