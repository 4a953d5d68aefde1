using System.ComponentModel;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>Finds the key terms of chunks and groups them into categories.</summary>
[Description("Finds the key terms of chunks and groups them into categories.")]
internal sealed class TaxonomyProcessingHandler() : JobHandler<TaxonomyProcessingConfig>("taxonomy_processing")
{
    /// <summary>The result file.</summary>
    public const string TaxonomyFile = "taxonomy.json";

    private const double CountedAt = 0.6, GroupAt = 0.95;

    /// <summary>The counts of 140,000 candidates take some 70 MiB; twice as many are kept at most.</summary>
    public override int Weight => 15;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(TaxonomyProcessingConfig config) =>
        InputFileRules.CheckAll("config.chunks", config.Chunks, ChunkFiles.Name);

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(TaxonomyProcessingConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        var counts = new TermCounts(config.MaxWords);
        await foreach (var chunk in ReadAsync("Counting words", 0, CountedAt, () => counts.Chunks))
            counts.Add(chunk.Text);
        var best = TermScores.Best(counts.Counts, config.MinFrequency, config.MaxTerms);
        if (best.Count == 0)
        {
            throw new PermanentJobException(
                $"No term stands {config.MinFrequency} times in the {counts.Chunks} chunks. Lower min_frequency, or give more text");
        }

        // Which terms stand together is only known once it is known which words are terms, so the chunks are read a second time.
        var uses = new TermUses(best, config.MaxWords);
        var read = 0L;
        await foreach (var chunk in ReadAsync("Looking at terms in their places", CountedAt, GroupAt, () => read))
        {
            uses.Add(chunk.Text);
            read++;
        }

        job.Report(GroupAt, "Grouping terms", read, read);
        var distances = TermVectors.Distances([.. best.Select(term => term.Normal)], uses.Together, counts.Chunks);
        var tree = Dendrogram.Build(distances, cancellationToken);
        var taxonomy = new Taxonomy
        {
            Chunks = counts.Chunks,
            Terms = best.Count,
            Categories = TaxonomyBuilder.Build(tree, [.. Enumerable.Range(0, best.Count).Select(uses.Show)], config.Levels),
        };
        await using (var file = await job.CreateResultAsync(TaxonomyFile, cancellationToken))
            await JsonSerializer.SerializeAsync(file, taxonomy, TaxonomyJson.Info, cancellationToken);

        job.Report(1, $"{best.Count} terms in {taxonomy.Categories.Count} categories", read, read);
        var result = new TaxonomyProcessingResult(counts.Chunks, counts.Counts.Count, best.Count, taxonomy.Categories.Count);
        return JsonSerializer.SerializeToElement(result, TaxonomyProcessingJson.Default.TaxonomyProcessingResult);

        IAsyncEnumerable<Chunk> ReadAsync(string what, double from, double to, Func<long> done) => ChunkFiles.ReadAsync(
            job, config.Chunks, part => job.Report(from + (to - from) * part, what, done()), cancellationToken);
    }
}
