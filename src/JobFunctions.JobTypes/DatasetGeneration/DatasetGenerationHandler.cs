using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Extraction;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Makes a dataset of extractions, parted so that nothing of the test is seen in training.</summary>
[Description("Makes train, validation and test sets of extractions, without leakage between them.")]
internal sealed class DatasetGenerationHandler() : JobHandler<DatasetGenerationConfig>("dataset_generation")
{
    private const int MaxRows = 1_000_000;
    private const int ListedLabels = 50;
    private const double GroupedAt = 0.5;

    /// <summary>A third of a million rows takes 150 MiB.</summary>
    public override int Weight => 40;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(DatasetGenerationConfig config) => DatasetGenerationConfigValidator.Validate(config);

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(DatasetGenerationConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        // The rows are read twice: to part them one has to know all groups, and all texts would not fit into memory.
        var groups = new RowGroups();
        var skipped = 0L;
        await foreach (var row in ReadAsync(config, job, "Grouping rows", 0, cancellationToken))
        {
            if (row.Labels.Count == 0)
                skipped++;
            else if (groups.Rows < MaxRows)
                groups.Add(GroupKey(row, config), row.Text);
            else
                throw new PermanentJobException($"A dataset may have {MaxRows} rows at most. Make several of fewer extractions each");
        }

        if (groups.Rows == 0)
            throw new PermanentJobException("No chunk has a label. Lower min_score, or give extractions with hits");
        var joined = groups.JoinNearDuplicates();
        var all = groups.All();
        var splits = Splits.Deal(all, config.Splits, config.Seed);
        var rows = await WriteAsync(config, job, row => splits[groups.Root(row)], cancellationToken);

        job.Report(1, $"{groups.Rows} rows in {all.Count} groups", groups.Rows, groups.Rows);
        var dealt = Splits.Names.Index().ToDictionary(name => name.Item, name => splits.Values.LongCount(split => split == name.Index));
        var result = new DatasetGenerationResult(
            rows.ToDictionary(split => split.Name, split => split.Rows), dealt, rows.ToDictionary(split => split.Name, split => split.Labels),
            joined, skipped, [.. Warnings(config, dealt, all.Count)]);
        return JsonSerializer.SerializeToElement(result, DatasetJson.Default.DatasetGenerationResult);
    }

    private static async Task<List<(string Name, long Rows, IReadOnlyDictionary<string, long> Labels)>> WriteAsync(
        DatasetGenerationConfig config, IJobContext job, Func<int, int> splitOf, CancellationToken cancellationToken)
    {
        var writers = new List<SplitWriter>();
        try
        {
            foreach (var name in Splits.Names)
                writers.Add(await SplitWriter.CreateAsync(job, name, cancellationToken));
            var number = 0;
            await foreach (var row in ReadAsync(config, job, "Writing rows", GroupedAt, cancellationToken))
            {
                if (row.Labels.Count > 0)
                    await writers[splitOf(number++)].WriteAsync(row, cancellationToken);
            }
        }
        finally
        {
            foreach (var writer in writers)
                await writer.DisposeAsync();
        }

        return [.. Splits.Names.Zip(
            writers,
            (name, writer) => (name, writer.Rows, (IReadOnlyDictionary<string, long>)writer.Labels.Take(ListedLabels).ToDictionary()))];
    }

    private static async IAsyncEnumerable<DatasetRow> ReadAsync(
        DatasetGenerationConfig config, IJobContext job, string what, double from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = 0L;
        foreach (var (index, file) in config.Extractions.Index())
        {
            var extractions = JsonLinesReader.ReadAsync(
                job, file.Or(ExtractionHandler.ExtractionsFile), ExtractionJson.Default.ChunkExtraction, IsWhole,
                part => job.Report(from + GroupedAt * (index + part) / config.Extractions.Count, what, read), cancellationToken);
            await foreach (var extraction in extractions)
            {
                read++;
                yield return DatasetRow.Of(extraction, config);
            }
        }
    }

    // A reader of JSON leaves null what is missing, whatever the declared type says.
    private static bool IsWhole(ChunkExtraction extraction) =>
        extraction is { Chunk: not null, Document: not null, Headings: not null, Text: not null, Categories: not null }
        && extraction.Categories.All(category =>
            category is { Path.Count: > 0, Hits: not null } && category.Hits.All(hit => hit is { Term: not null }));

    private static string GroupKey(DatasetRow row, DatasetGenerationConfig config) => config.GroupBy == Grouping.Document
        ? row.Document
        : string.Join('\u001f', row.Headings.Prepend(row.Document));

    private static IEnumerable<string> Warnings(DatasetGenerationConfig config, Dictionary<string, long> dealt, int groups)
    {
        foreach (var (index, name) in Splits.Names.Index())
        {
            if (config.Splits.All[index] > 0 && dealt[name] == 0)
            {
                yield return $"{name} is empty: there are only {groups} groups that may not come apart"
                    + (config.GroupBy == Grouping.Document ? "; with group_by section each section is one" : "");
            }
        }
    }
}
