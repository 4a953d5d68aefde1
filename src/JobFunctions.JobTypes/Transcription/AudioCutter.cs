using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>Cuts audio that is too large for the service.</summary>
internal static class AudioCutter
{
    /// <param name="audio">The file, seekable.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="maxBytes">The largest piece.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The pieces in order; one when the file is small enough.</returns>
    /// <exception cref="PermanentJobException">It is too large, and of a format that can't be cut here.</exception>
    public static async Task<IReadOnlyList<AudioPiece>> CutAsync(Stream audio, string name, long maxBytes, CancellationToken cancellationToken)
    {
        var wav = await WavLayout.ReadAsync(audio, cancellationToken);
        if (audio.Length <= maxBytes)
            return [new AudioPiece(default, 0, audio.Length, 0, wav?.Seconds)];
        if (wav is null)
            throw new PermanentJobException(
                $"'{name}' has {audio.Length} bytes, and the speech-to-text service takes {maxBytes}. Only WAV files can be cut here: "
                + "send it as WAV, in parts, or more compressed (mono, 16 kHz)");
        return [.. wav.Cut(maxBytes, name)];
    }
}
