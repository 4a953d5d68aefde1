using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>The job's result: what was read, in numbers.</summary>
/// <param name="Documents">Documents that were read to their end.</param>
/// <param name="Chunks">Chunks in all.</param>
/// <param name="Tokens">Tokens of all chunks; what neighbours share counts twice.</param>
/// <param name="DocumentsFailed">The first documents that could not be read; <c>documents.jsonl</c> has all.</param>
internal sealed record DocumentProcessingResult(int Documents, int Chunks, long Tokens, IReadOnlyList<FailedDocument> DocumentsFailed);

/// <summary>A document that could not be read.</summary>
/// <param name="Document">Its name.</param>
/// <param name="Reason">Why.</param>
internal sealed record FailedDocument(string Document, string Reason);

/// <summary>What became of a document: a line of <c>documents.jsonl</c>.</summary>
/// <param name="Document">Its name.</param>
/// <param name="Format">Its format; null when it could not be opened.</param>
/// <param name="Pages">The number of its last page with text; null where the format knows no pages.</param>
/// <param name="Chunks">How many chunks it gave; of a broken one, those before the break.</param>
/// <param name="Tokens">How many tokens they have.</param>
/// <param name="Error">Why it could not be read to its end; null when it could.</param>
internal sealed record DocumentOutcome(string Document, string? Format, int? Pages, int Chunks, long Tokens, string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DocumentProcessingResult))]
[JsonSerializable(typeof(DocumentOutcome))]
internal sealed partial class DocumentProcessingJson : JsonSerializerContext;
