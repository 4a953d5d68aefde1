using System.Text.Json;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>Turns speech into text by a service that has to be configured. Without one every job fails for good and says so.</summary>
public sealed class TranscriptionHandler() : JobHandler<TranscriptionConfig>("transcription", TranscriptionJson.Default.TranscriptionConfig)
{
    /// <summary>The setting with the address of the speech-to-text service.</summary>
    public const string EndpointSetting = "Transcription:Endpoint";

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(TranscriptionConfig config)
    {
        if (config.AudioFile.Length == 0)
            yield return new FieldError("config.audio_file", "must name the input file with the audio");
    }

    /// <inheritdoc />
    protected override Task<JsonElement?> RunAsync(TranscriptionConfig config, IJobContext job, CancellationToken cancellationToken) =>
        throw new PermanentJobException($"Transcription is not configured: set {EndpointSetting} to the address of a speech-to-text service");
}
