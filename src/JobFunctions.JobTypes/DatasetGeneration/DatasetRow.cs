using System.Text.Json.Serialization;
using JobFunctions.JobTypes.Extraction;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>An example: a line of <c>train.jsonl</c> and its like.</summary>
/// <param name="Id">The chunk's id.</param>
/// <param name="Text">What to learn from.</param>
/// <param name="Labels">The categories of which it speaks, the surest first.</param>
/// <param name="Spans">Where their terms stand.</param>
/// <param name="Document">The document that it is from.</param>
/// <param name="Headings">The headings above it.</param>
internal sealed record DatasetRow(
    string Id, string Text, IReadOnlyList<string> Labels, IReadOnlyList<LabelledSpan> Spans, string Document, IReadOnlyList<string> Headings)
{
    /// <summary>Makes the example of a chunk.</summary>
    public static DatasetRow Of(ChunkExtraction extraction, DatasetGenerationConfig config)
    {
        var categories = extraction.Categories.Where(category => category.Score >= config.MinScore)
            .Select(category => (Label: Label(category, config.LabelLevels), category.Hits))
            .ToList();
        var spans = categories
            .SelectMany(category => category.Hits.Select(hit => new LabelledSpan(hit.Start, hit.End, category.Label, hit.Term)))
            .Distinct()
            .OrderBy(span => span.Start)
            .ThenBy(span => span.Label, StringComparer.Ordinal);
        return new DatasetRow(
            extraction.Chunk, extraction.Text, [.. categories.Select(category => category.Label).Distinct()], [.. spans],
            extraction.Document, extraction.Headings);
    }

    private static string Label(FoundCategory category, int levels) =>
        string.Join(" > ", levels == 0 ? category.Path : category.Path.Take(levels));
}

/// <summary>A place in the text and what it speaks of.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Label">The category.</param>
/// <param name="Term">The term that stands there.</param>
internal sealed record LabelledSpan(int Start, int End, string Label, string Term);

/// <summary>The job's result: the dataset in numbers.</summary>
/// <param name="Rows">Rows of each split.</param>
/// <param name="Groups">Groups of each split.</param>
/// <param name="Labels">How many rows have each label, in each split.</param>
/// <param name="NearDuplicates">Rows that were put into another's group because their texts are nearly the same.</param>
/// <param name="Skipped">Chunks without a label, which are left out.</param>
/// <param name="Warnings">What to know before the dataset is used.</param>
internal sealed record DatasetGenerationResult(
    IReadOnlyDictionary<string, long> Rows,
    IReadOnlyDictionary<string, long> Groups,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Labels,
    int NearDuplicates,
    long Skipped,
    IReadOnlyList<string> Warnings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DatasetRow))]
[JsonSerializable(typeof(DatasetGenerationResult))]
internal sealed partial class DatasetJson : JsonSerializerContext;
