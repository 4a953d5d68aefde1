using System.ComponentModel;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Outgoing;
using Microsoft.Extensions.Options;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>Turns speech into text by a service that has to be configured. Without one every job fails for good and says so.</summary>
/// <param name="calls">Calls the service.</param>
/// <param name="options">Where the service is.</param>
[Description("Writes down speech: text, subtitles and JSON.")]
internal sealed class TranscriptionHandler(OutgoingRetries calls, IOptions<TranscriptionOptions> options)
    : JobHandler<TranscriptionConfig>("transcription")
{
    /// <summary>The setting with the address of the speech-to-text service.</summary>
    public const string EndpointSetting = "Transcription:Endpoint";

    /// <summary>The setting with its key.</summary>
    public const string KeySetting = "Transcription:Key";

    /// <summary>The setting with the largest file that it takes.</summary>
    public const string MaxBytesSetting = "Transcription:MaxBytes";

    private const string ResultFile = "transcription.zip";

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(TranscriptionConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.Endpoint))
            throw new PermanentJobException($"Transcription is not configured: set {EndpointSetting} to the address of a speech-to-text service");
        if (!Uri.TryCreate(options.Value.Endpoint, UriKind.Absolute, out _))
            throw new PermanentJobException($"Transcription is not configured rightly: {EndpointSetting} is no absolute address");

        var pieces = await CutAsync(config, job, cancellationToken);
        var speech = new SpeechClient(calls, options.Value);
        var said = new List<(AudioPiece, Transcript)>();
        foreach (var piece in pieces)
        {
            job.Report((double)said.Count / pieces.Count, $"Listening to part {said.Count + 1} of {pieces.Count}", said.Count, pieces.Count);
            said.Add((piece, await speech.TranscribeAsync(config, piece, token => job.OpenInputAsync(config.AudioFile, token), cancellationToken)));
        }

        var transcript = Transcript.Join(said);
        await using (var file = await job.CreateResultAsync(ResultFile, cancellationToken))
            await TranscriptFiles.WriteZipAsync(transcript, file, cancellationToken);
        job.Report(1, $"Wrote down {transcript.Text.Length} characters", pieces.Count, pieces.Count);
        var result = new TranscriptionResult(
            ResultFile,
            transcript.Text.Length,
            transcript.Language,
            transcript.Duration,
            transcript.Segments.Count,
            pieces.Count,
            transcript.Segments.Count > 0);
        return JsonSerializer.SerializeToElement(result, TranscriptionJson.Default.TranscriptionResult);
    }

    private async Task<IReadOnlyList<AudioPiece>> CutAsync(TranscriptionConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        await using var audio = await job.OpenInputAsync(config.AudioFile, cancellationToken);
        return await AudioCutter.CutAsync(audio, config.AudioFile, options.Value.MaxBytes, cancellationToken);
    }
}
