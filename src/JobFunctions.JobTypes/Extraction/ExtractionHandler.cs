using System.ComponentModel;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.Inputs;
using JobFunctions.JobTypes.TaxonomyProcessing;

namespace JobFunctions.JobTypes.Extraction;

/// <summary>Lays a taxonomy over chunks and tells what each says under each category.</summary>
[Description("Tells what each chunk says under each category of a taxonomy.")]
internal sealed class ExtractionHandler() : JobHandler<ExtractionConfig>("extraction")
{
    /// <summary>The result file.</summary>
    public const string ExtractionsFile = "extractions.jsonl";

    private const long MaxTaxonomyBytes = 16 << 20;
    private const int ListedCategories = 100;

    /// <inheritdoc />
    protected override IEnumerable<FieldError> Validate(ExtractionConfig config)
    {
        foreach (var error in InputFileRules.CheckAll("config.chunks", config.Chunks, ChunkFiles.Name))
            yield return error;
        foreach (var error in InputFileRules.Check("config.taxonomy", config.Taxonomy, TaxonomyProcessingHandler.TaxonomyFile))
            yield return error;
    }

    /// <inheritdoc />
    protected override async Task<JsonElement?> RunAsync(ExtractionConfig config, IJobContext job, CancellationToken cancellationToken)
    {
        job.Report(0, "Reading the taxonomy");
        var extractor = new Extractor(await ReadTaxonomyAsync(config.Taxonomy!, job, cancellationToken), config.MinScore);
        var (chunks, hits) = (0L, 0L);
        var categories = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var output = new JsonLinesWriter<ChunkExtraction>(
            await job.CreateResultAsync(ExtractionsFile, cancellationToken), ExtractionJson.Default.ChunkExtraction);
        var input = ChunkFiles.ReadAsync(job, config.Chunks, part => job.Report(part, "Reading chunks", chunks), cancellationToken);
        var withHits = 0L;
        await foreach (var chunk in input)
        {
            var found = extractor.Extract(chunk);
            chunks++;
            hits += found.Categories.Sum(category => category.Hits.Count);
            withHits += found.Categories.Count > 0 ? 1 : 0;
            foreach (var name in found.Categories.Select(category => category.Path[0]).Distinct())
                categories[name] = categories.GetValueOrDefault(name) + 1;
            if (found.Categories.Count > 0 || config.IncludeEmpty)
                await output.WriteAsync(found, cancellationToken);
        }

        job.Report(1, $"{hits} hits in {withHits} of {chunks} chunks", chunks, chunks);
        var largest = categories.OrderByDescending(category => category.Value).ThenBy(category => category.Key, StringComparer.Ordinal)
            .Take(ListedCategories).ToDictionary();
        return JsonSerializer.SerializeToElement(
            new ExtractionResult(chunks, withHits, hits, largest), ExtractionJson.Default.ExtractionResult);
    }

    private static async Task<TaxonomyIndex> ReadTaxonomyAsync(InputFile file, IJobContext job, CancellationToken cancellationToken)
    {
        file = file.Or(TaxonomyProcessingHandler.TaxonomyFile);
        await using var input = await file.OpenAsync(job, cancellationToken);
        if (input.CanSeek && input.Length > MaxTaxonomyBytes)
            throw new PermanentJobException($"{file.Name} is too large for a taxonomy: at most {MaxTaxonomyBytes >> 20} MiB");
        try
        {
            var taxonomy = await JsonSerializer.DeserializeAsync(input, TaxonomyJson.Info, cancellationToken)
                ?? throw new JsonException("it is null");
            var index = TaxonomyIndex.Of(taxonomy);
            return index.Terms > 0 ? index : throw new PermanentJobException($"{file.Name} has no term to look for");
        }
        catch (JsonException broken)
        {
            throw new PermanentJobException($"{file.Name} is no taxonomy: {broken.Message}", broken);
        }
    }
}
