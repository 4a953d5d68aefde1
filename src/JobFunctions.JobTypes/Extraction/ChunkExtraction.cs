using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Extraction;

/// <summary>What a chunk says under each category: a line of <c>extractions.jsonl</c>.</summary>
/// <param name="Chunk">The chunk's id.</param>
/// <param name="Document">The document that it is from.</param>
/// <param name="Headings">The headings above it.</param>
/// <param name="Page">The page on which it begins.</param>
/// <param name="Text">The chunk's text; all spans are places in it.</param>
/// <param name="Categories">What was found, the highest score first.</param>
internal sealed record ChunkExtraction(
    string Chunk, string Document, IReadOnlyList<string> Headings, int? Page, string Text, IReadOnlyList<FoundCategory> Categories);

/// <summary>A category of which a chunk speaks.</summary>
/// <param name="Category">The category's id.</param>
/// <param name="Path">Its name and those of the categories around it, the outermost first.</param>
/// <param name="Score">How much the chunk speaks of it, 0 to 1.</param>
/// <param name="Hits">Where its terms stand.</param>
/// <param name="InHeadings">Its terms that stand in the chunk's headings.</param>
/// <param name="Statements">The sentences with its terms.</param>
internal sealed record FoundCategory(
    string Category,
    IReadOnlyList<string> Path,
    double Score,
    IReadOnlyList<Hit> Hits,
    IReadOnlyList<string> InHeadings,
    IReadOnlyList<Statement> Statements);

/// <summary>A place where a term stands.</summary>
/// <param name="Term">The term, as the taxonomy writes it.</param>
/// <param name="Text">As it stands there.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Score">How much it counts, 0 to 1.</param>
internal sealed record Hit(string Term, string Text, int Start, int End, double Score);

/// <summary>A sentence that speaks of a category.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Score">How much it speaks of it, 0 to 1.</param>
internal sealed record Statement(string Text, int Start, int End, double Score);

/// <summary>The job's result: what was found, in numbers.</summary>
/// <param name="Chunks">Chunks that were read.</param>
/// <param name="ChunksWithHits">Chunks that say something under a category.</param>
/// <param name="Hits">Places where a term stands.</param>
/// <param name="Categories">How many chunks speak of each category of the first level, by its name.</param>
internal sealed record ExtractionResult(long Chunks, long ChunksWithHits, long Hits, IReadOnlyDictionary<string, long> Categories);

// The names of categories are data, so they keep their letters: the naming policy is one of properties only.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChunkExtraction))]
[JsonSerializable(typeof(ExtractionResult))]
internal sealed partial class ExtractionJson : JsonSerializerContext;
