namespace JobFunctions.JobTypes.Transcription;

/// <summary>The speech-to-text service; the section <c>Transcription</c> of the configuration.</summary>
public sealed class TranscriptionOptions
{
    /// <summary>
    /// The address of a route that speaks the OpenAI audio transcription API: <c>https://api.openai.com/v1/audio/transcriptions</c>, or that
    /// of an Azure OpenAI deployment with its <c>api-version</c>.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>The key; a secret.</summary>
    public string? Key { get; set; }

    /// <summary>The model.</summary>
    public string Model { get; set; } = "whisper-1";

    /// <summary>What is asked for: <c>verbose_json</c> has times, which not every model knows; then <c>json</c> or <c>text</c>.</summary>
    public string ResponseFormat { get; set; } = "verbose_json";

    /// <summary>The largest file that the service takes; larger audio is cut.</summary>
    public long MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);
}
