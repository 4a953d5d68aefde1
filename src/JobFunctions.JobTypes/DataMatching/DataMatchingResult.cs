using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>The job's result: what was matched, in numbers.</summary>
/// <param name="Rows1">Rows of file 1.</param>
/// <param name="Rows2">Rows of file 2.</param>
/// <param name="Matched">Pairs found.</param>
/// <param name="Unmatched1">Rows of file 1 without a partner.</param>
/// <param name="Unmatched2">Rows of file 2 without a partner.</param>
/// <param name="ComparedPairs">Pairs that were compared in full.</param>
/// <param name="Warnings">Cells that could not be read as their mapping asks.</param>
internal sealed record DataMatchingResult(
    int Rows1,
    int Rows2,
    int Matched,
    int Unmatched1,
    int Unmatched2,
    long ComparedPairs,
    IReadOnlyList<string> Warnings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DataMatchingResult))]
internal sealed partial class DataMatchingJson : JsonSerializerContext;
