using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Chunks;

/// <summary>A piece of a document, as a line of <c>chunks.jsonl</c> holds it.</summary>
/// <param name="Id">Unique within the job: the document and the chunk's number.</param>
/// <param name="Document">The file that it is from.</param>
/// <param name="Index">Its number within the document, from 0.</param>
/// <param name="Headings">The headings above it, the outermost first.</param>
/// <param name="Page">The page on which it begins, from 1; null where the format knows no pages.</param>
/// <param name="PageEnd">The page on which it ends.</param>
/// <param name="Tokens">How many tokens its text has.</param>
/// <param name="Text">What stands there.</param>
internal sealed record Chunk(
    string Id,
    string Document,
    int Index,
    IReadOnlyList<string> Headings,
    int? Page,
    int? PageEnd,
    int Tokens,
    string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Chunk))]
internal sealed partial class ChunkJson : JsonSerializerContext;
