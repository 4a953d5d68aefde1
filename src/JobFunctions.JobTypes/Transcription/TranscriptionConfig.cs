using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>What shall be written down.</summary>
internal sealed record TranscriptionConfig
{
    [Required(ErrorMessage = "must name the input file with the audio"), InputFileName, Description("The file with the audio.")]
    public string AudioFile { get; init; } = "";

    [MaxLength(20, ErrorMessage = "must be the code of a language, such as 'ar'")]
    [Description("The language that is spoken, such as 'ar'; null to let the service find out.")]
    public string? Language { get; init; }

    [MaxLength(2_000, ErrorMessage = "may have 2000 characters at most"), Description("Words that help the service, such as names.")]
    public string? Prompt { get; init; }

    [Range(0.0, 1.0), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString), Description("How freely the service guesses.")]
    public double? Temperature { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TranscriptionResult))]
[JsonSerializable(typeof(Transcript))]
internal sealed partial class TranscriptionJson : JsonSerializerContext;
