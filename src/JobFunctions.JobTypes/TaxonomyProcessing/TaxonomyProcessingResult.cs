using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>The job's result: what was found, in numbers.</summary>
/// <param name="Chunks">Chunks that were read.</param>
/// <param name="Candidates">Groups of words that were looked at.</param>
/// <param name="Terms">Key terms.</param>
/// <param name="Categories">Categories of the first level.</param>
internal sealed record TaxonomyProcessingResult(long Chunks, int Candidates, int Terms, int Categories);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TaxonomyProcessingResult))]
internal sealed partial class TaxonomyProcessingJson : JsonSerializerContext;
