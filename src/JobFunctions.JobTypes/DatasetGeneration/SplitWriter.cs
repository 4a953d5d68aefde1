using CsvHelper;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Writes the rows of one split, as JSON lines and as CSV.</summary>
internal sealed class SplitWriter : IAsyncDisposable
{
    private readonly JsonLinesWriter<DatasetRow> _json;
    private readonly CsvWriter _csv;
    private readonly Dictionary<string, long> _labels = new(StringComparer.Ordinal);

    private SplitWriter(JsonLinesWriter<DatasetRow> json, CsvWriter csv) => (_json, _csv) = (json, csv);

    public long Rows => _json.Lines;

    /// <summary>How many rows have each label, the most frequent first.</summary>
    public IReadOnlyDictionary<string, long> Labels =>
        _labels.OrderByDescending(label => label.Value).ThenBy(label => label.Key, StringComparer.Ordinal).ToDictionary();

    public static async Task<SplitWriter> CreateAsync(IJobContext job, string split, CancellationToken cancellationToken)
    {
        var json = await job.CreateResultAsync($"{split}.jsonl", cancellationToken);
        var csv = CsvWriter.Create(
            await job.CreateResultAsync($"{split}.csv", cancellationToken), CsvWriterOptions.Default, leaveOpen: false);
        await csv.WriteRecordAsync(["id", "document", "headings", "labels", "text"], cancellationToken);
        return new SplitWriter(new JsonLinesWriter<DatasetRow>(json, DatasetJson.Default.DatasetRow), csv);
    }

    public async ValueTask WriteAsync(DatasetRow row, CancellationToken cancellationToken)
    {
        await _json.WriteAsync(row, cancellationToken);
        await _csv.WriteRecordAsync(
            [row.Id, row.Document, string.Join(" > ", row.Headings), string.Join("; ", row.Labels), row.Text], cancellationToken);
        foreach (var label in row.Labels)
            _labels[label] = _labels.GetValueOrDefault(label) + 1;
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _csv.DisposeAsync();
    }
}
