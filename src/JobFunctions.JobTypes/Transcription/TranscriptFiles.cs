using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobFunctions.JobTypes.Transcription;

/// <summary>Writes a transcript as text, subtitles and JSON into one zip.</summary>
internal static class TranscriptFiles
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    public static async Task WriteZipAsync(Transcript transcript, Stream result, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(
            result, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        await AddAsync(zip, "transcript.txt", Encoding.UTF8.GetBytes(transcript.Text + "\n"), cancellationToken);
        if (transcript.Segments.Count > 0)
            await AddAsync(zip, "transcript.srt", Encoding.UTF8.GetBytes(Subtitles(transcript.Segments)), cancellationToken);
        await AddAsync(zip, "transcript.json", Json(transcript), cancellationToken);
    }

    /// <summary>The segments as SubRip subtitles.</summary>
    public static string Subtitles(IReadOnlyList<Segment> segments)
    {
        var text = new StringBuilder();
        for (var number = 1; number <= segments.Count; number++)
        {
            var segment = segments[number - 1];
            // An empty line would end the subtitle.
            var lines = segment.Text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            text.Append(CultureInfo.InvariantCulture, $"{number}\n{Time(segment.Start)} --> {Time(segment.End)}\n{string.Join('\n', lines)}\n\n");
        }

        return text.ToString();
    }

    // More than 99 hours need a third digit, which players understand.
    private static string Time(double seconds)
    {
        var time = TimeSpan.FromMilliseconds(Math.Round(Math.Max(0, seconds) * 1_000));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00},{time.Milliseconds:000}");
    }

    private static byte[] Json(Transcript transcript)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
            JsonSerializer.Serialize(writer, transcript, TranscriptionJson.Default.Transcript);
        return bytes.ToArray();
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellationToken)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(cancellationToken);
        await entry.WriteAsync(content, cancellationToken);
    }
}
