using System.Text.Encodings.Web;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching.Matching;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>Writes the result files, each an array of objects that is streamed. Rows are numbered from 1, the header not counted.</summary>
internal sealed class ResultFiles(IJobContext job, PairScorer scorer, OutputColumns file1, OutputColumns file2)
{
    private const int FlushBytes = 32 << 10;

    // The files are downloaded as JSON and never put into HTML, so names stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task WriteMatchedAsync(IReadOnlyList<Match> matches, CancellationToken cancellationToken) =>
        WriteAsync("matched_results.json", matches, WriteMatch, cancellationToken);

    public async Task WriteUnmatchedAsync(IReadOnlyList<Match> matches, CancellationToken cancellationToken)
    {
        var alone1 = Enumerable.Range(0, file1.Rows).Except(matches.Select(match => match.Row1));
        await WriteAsync("unmatched_1.json", alone1, (json, row) => WriteRow(json, "row1", "file1", file1, row), cancellationToken);
        var alone2 = Enumerable.Range(0, file2.Rows).Except(matches.Select(match => match.Row2));
        await WriteAsync("unmatched_2.json", alone2, (json, row) => WriteRow(json, "row2", "file2", file2, row), cancellationToken);
    }

    private void WriteMatch(Utf8JsonWriter json, Match match)
    {
        json.WriteNumber("score", Percent(match.Score));
        json.WriteStartArray("mapping_scores");
        foreach (var score in scorer.Details(match.Row1, match.Row2))
        {
            if (score is { } compared)
                json.WriteNumberValue(Percent(compared));
            else
                json.WriteNullValue();
        }

        json.WriteEndArray();
        WriteRow(json, "row1", "file1", file1, match.Row1);
        WriteRow(json, "row2", "file2", file2, match.Row2);
    }

    private static void WriteRow(Utf8JsonWriter json, string number, string member, OutputColumns columns, int row)
    {
        json.WriteNumber(number, row + 1);
        columns.Write(json, member, row);
    }

    private static double Percent(double score) => Math.Round(score * 100, 2);

    private async Task WriteAsync<T>(string file, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken)
    {
        await using var stream = await job.CreateResultAsync(file, cancellationToken);
        await using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartArray();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
            if (json.BytesPending > FlushBytes)
                await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
    }
}
