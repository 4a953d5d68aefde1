using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>A page of a drive's list of files.</summary>
internal sealed record DriveList(string? NextPageToken, IReadOnlyList<DriveFile>? Files);

/// <summary>A file, or a folder, of a drive.</summary>
internal sealed record DriveFile(
    string Id,
    string Name,
    string? MimeType,
    string? Size,
    string? Md5Checksum,
    DateTimeOffset? ModifiedTime,
    string? Version,
    bool Trashed,
    IReadOnlyList<string>? Parents);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DriveList))]
internal sealed partial class DriveJson : JsonSerializerContext;
