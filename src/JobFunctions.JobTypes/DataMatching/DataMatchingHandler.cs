using System.ComponentModel;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching.Csv;
using JobFunctions.JobTypes.DataMatching.Matching;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>Finds the rows of two CSV files that mean the same thing, one to one.</summary>
[Description("Finds the rows of two CSV files that mean the same thing, one to one.")]
internal sealed class DataMatchingHandler() : JobHandler<DataMatchingConfig>("data_matching")
{
    // Shares of the whole, as measured roughly: comparing takes most of the time.
    private const double Read1At = 0, Read2At = 0.05, IndexAt = 0.1, CompareAt = 0.2, WriteAt = 0.9;

    private const int ProgressRows = 64;

    /// <summary>Both files are in memory, hundreds of megabytes at worst.</summary>
    public override int Weight => 40;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(DataMatchingConfig config) => DataMatchingConfigValidator.Validate(config);

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(DataMatchingConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        string[] mapped1 = [.. config.Mappings.Select(mapping => mapping.File1Col).Distinct()];
        string[] mapped2 = [.. config.Mappings.Select(mapping => mapping.File2Col).Distinct()];
        var output1 = config.OutputCols1.Count > 0 ? config.OutputCols1.Distinct() : mapped1;
        var output2 = config.OutputCols2.Count > 0 ? config.OutputCols2.Distinct() : mapped2;

        var table1 = await ReadAsync(job, config.File1, [.. mapped1.Union(output1)], Read1At, cancellationToken);
        var table2 = await ReadAsync(job, config.File2, [.. mapped2.Union(output2)], Read2At, cancellationToken);
        var factory = new ColumnPairFactory(table1, table2, config.Threshold / 100, cancellationToken);
        var mappings = Index(config.Mappings, factory, job);
        foreach (var warning in factory.Warnings)
            job.Log($"Warning: {warning}");
        var outcome = Compare(mappings, table1.Rows, table2.Rows, config.Threshold / 100, job, cancellationToken);

        var matches = outcome.Matches;
        job.Report(WriteAt, $"Writing {matches.Count} matches", table1.Rows, table1.Rows);
        var files = new ResultFiles(job, new PairScorer(mappings), new OutputColumns(table1, output1), new OutputColumns(table2, output2));
        await files.WriteMatchedAsync(matches, cancellationToken);
        if (config.GenerateUnmatched)
            await files.WriteUnmatchedAsync(matches, cancellationToken);

        job.Report(1, $"Found {matches.Count} matches between {table1.Rows} and {table2.Rows} rows", table1.Rows, table1.Rows);
        var result = new DataMatchingResult(
            table1.Rows,
            table2.Rows,
            matches.Count,
            table1.Rows - matches.Count,
            table2.Rows - matches.Count,
            outcome.Compared,
            factory.Warnings);
        return JsonSerializer.SerializeToElement(result, DataMatchingJson.Default.DataMatchingResult);
    }

    private static async Task<CsvTable> ReadAsync(
        IJobContext job, string file, string[] columns, double at, CancellationToken cancellationToken)
    {
        job.Report(at, $"Reading {file}");
        await using var input = await job.OpenInputAsync(file, cancellationToken);
        var table = await CsvTableReader.ReadAsync(input, file, columns, rows => job.Report(at, $"Reading {file}", rows), cancellationToken);
        job.Log($"{file} has {table.Rows} rows");
        return table;
    }

    private static List<WeightedColumns> Index(IReadOnlyList<ColumnMapping> mappings, ColumnPairFactory factory, IJobContext job)
    {
        var indexed = new List<WeightedColumns>();
        foreach (var mapping in mappings)
        {
            job.Report(
                IndexAt + (CompareAt - IndexAt) * indexed.Count / mappings.Count,
                $"Indexing {mapping.File1Col} and {mapping.File2Col}",
                indexed.Count,
                mappings.Count);
            indexed.Add(new WeightedColumns(factory.Create(mapping), mapping.Weight));
        }

        return indexed;
    }

    private static MatchOutcome Compare(
        IReadOnlyList<WeightedColumns> mappings,
        int rows1,
        int rows2,
        double threshold,
        IJobContext job,
        CancellationToken cancellationToken) =>
        Matcher.Run(
            mappings,
            rows1,
            rows2,
            threshold,
            rows =>
            {
                if (rows % ProgressRows == 0)
                    job.Report(CompareAt + (WriteAt - CompareAt) * rows / rows1, "Comparing rows", rows, rows1);
            },
            cancellationToken);
}
