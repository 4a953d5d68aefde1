using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>The result of the job.</summary>
/// <param name="Items">How many items there are.</param>
/// <param name="Bytes">How large they are in all.</param>
/// <param name="Indexed">How many have their text in the index.</param>
/// <param name="Read">How many were read in this run.</param>
/// <param name="Unchanged">How many were not, since they were as in the run before.</param>
/// <param name="Removed">How many of the run before are gone.</param>
/// <param name="Unreadable">How many could not be read.</param>
internal sealed record IndexingResult(int Items, long Bytes, int Indexed, int Read, int Unchanged, int Removed, int Unreadable);

/// <summary>A line of the inventory.</summary>
internal sealed record InventoryLine(
    string Id, string Path, long? Bytes, string? ContentType, string? Md5, string? Sha256, DateTime? ModifiedAt, bool Trashed, bool Indexed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IndexingResult))]
[JsonSerializable(typeof(InventoryLine))]
internal sealed partial class IndexingJson : JsonSerializerContext;
