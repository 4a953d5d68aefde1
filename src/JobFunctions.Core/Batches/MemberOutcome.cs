using System.Text.Json.Serialization;

namespace JobFunctions.Core.Batches;

/// <summary>A line of <see cref="BatchEnds.OutcomeFile"/>.</summary>
internal sealed record MemberOutcome(string JobId, string Name, string Type, string Status, string? ErrorMessage, IReadOnlyList<string> ResultFiles);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MemberOutcome))]
internal sealed partial class MemberJson : JsonSerializerContext;
