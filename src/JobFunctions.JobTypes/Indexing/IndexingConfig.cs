using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>What shall be indexed, in document 004's words.</summary>
internal sealed record IndexingConfig
{
    [AllowedValues(IndexSources.Files, IndexSources.Blobs, IndexSources.Drive)]
    [Description("One's own files, a container that the operator allows, or a drive; null: what the other members suggest.")]
    public string? Source { get; init; }

    [Description("For blobs: the container.")]
    public string? Container { get; init; }

    [Description("The folder: an id on a drive, a path in a container, the beginning of the names of one's own files.")]
    public string? FolderId { get; init; }

    [Description("Whether a drive's trash is looked through, too.")]
    public bool IncludeTrashed { get; init; }

    [Description("The right to read a drive.")]
    public string? AccessToken { get; init; }

    [Description("Whether to forget what was read before, and read everything.")]
    public bool Fresh { get; init; }

    [JsonIgnore]
    public string SourceKind => Source ?? (AccessToken is not null ? IndexSources.Drive : Container is not null ? IndexSources.Blobs : IndexSources.Files);
}

/// <summary>Where things to index may be.</summary>
internal static class IndexSources
{
    public const string Files = "files";
    public const string Blobs = "blobs";
    public const string Drive = "drive";
}
