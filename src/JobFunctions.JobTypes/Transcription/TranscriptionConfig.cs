using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>What shall be written down.</summary>
public sealed record TranscriptionConfig
{
    /// <summary>The name of the job's input file with the audio.</summary>
    public string AudioFile { get; init; } = "";

    /// <summary>The language that is spoken, such as <c>ar</c>; null to let the service find out.</summary>
    public string? Language { get; init; }

    /// <summary>Words that help the service, such as names.</summary>
    public string? Prompt { get; init; }

    /// <summary>How freely the service guesses, 0 to 1. A form sends it as text.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public double? Temperature { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TranscriptionResult))]
[JsonSerializable(typeof(Transcript))]
internal sealed partial class TranscriptionJson : JsonSerializerContext;
