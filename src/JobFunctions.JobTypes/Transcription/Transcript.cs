namespace JobFunctions.JobTypes.Transcription;

/// <summary>What was said.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Language">The language that the service heard, or null.</param>
/// <param name="Duration">How long the audio is, in seconds; null when nobody knows.</param>
/// <param name="Segments">What was said when; empty when the service tells no times.</param>
internal sealed record Transcript(string Text, string? Language, double? Duration, IReadOnlyList<Segment> Segments)
{
    /// <summary>Joins the transcripts of pieces that follow each other; times count from the beginning of the first.</summary>
    public static Transcript Join(IReadOnlyList<(AudioPiece Piece, Transcript Said)> parts)
    {
        var segments = parts.SelectMany(part => part.Said.SegmentsOf(part.Piece).Select(segment => new Segment(
            Seconds(segment.Start + part.Piece.OffsetSeconds), Seconds(segment.End + part.Piece.OffsetSeconds), segment.Text)));
        var (lastPiece, last) = parts[^1];
        return new Transcript(
            string.Join(' ', parts.Select(part => part.Said.Text.Trim()).Where(text => text.Length > 0)),
            parts.Select(part => part.Said.Language).FirstOrDefault(language => language is not null),
            (lastPiece.Seconds ?? last.Duration) is { } length ? Seconds(lastPiece.OffsetSeconds + length) : null,
            [.. segments]);
    }

    // Without times of its own a piece is one segment, if its length is known.
    private IEnumerable<Segment> SegmentsOf(AudioPiece piece) => Segments.Count > 0 || Text.Trim().Length == 0
        ? Segments
        : (Duration ?? piece.Seconds) is { } length ? [new Segment(0, length, Text)] : [];

    private static double Seconds(double seconds) => Math.Round(seconds, 3);
}

/// <summary>What was said between two times.</summary>
/// <param name="Start">In seconds.</param>
/// <param name="End">In seconds.</param>
/// <param name="Text">What was said.</param>
internal sealed record Segment(double Start, double End, string Text);

/// <summary>The result of the job.</summary>
/// <param name="File">The result file.</param>
/// <param name="Characters">How long the text is.</param>
/// <param name="Language">The language, if known.</param>
/// <param name="Duration">How long the audio is, in seconds, if known.</param>
/// <param name="Segments">How many segments there are.</param>
/// <param name="Pieces">Into how many pieces the audio was cut.</param>
/// <param name="HasSubtitles">Whether the file has subtitles: they need times.</param>
internal sealed record TranscriptionResult(
    string File, int Characters, string? Language, double? Duration, int Segments, int Pieces, bool HasSubtitles);
