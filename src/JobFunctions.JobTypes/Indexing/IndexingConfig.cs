namespace JobFunctions.JobTypes.Indexing;

/// <summary>What shall be indexed, in document 004's words.</summary>
internal sealed record IndexingConfig
{
    /// <summary>One of <see cref="IndexSources"/>; null: what the other members suggest.</summary>
    public string? Source { get; init; }

    /// <summary>The container, for blobs.</summary>
    public string? Container { get; init; }

    /// <summary>The folder: an id on a drive, a path in a container, the beginning of the names of one's own files.</summary>
    public string? FolderId { get; init; }

    /// <summary>Whether a drive's trash is looked through, too.</summary>
    public bool IncludeTrashed { get; init; }

    /// <summary>The right to read a drive; a secret.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Whether to forget what was read before, and read everything.</summary>
    public bool Fresh { get; init; }

    public string SourceKind => Source ?? (AccessToken is not null ? IndexSources.Drive : Container is not null ? IndexSources.Blobs : IndexSources.Files);
}

/// <summary>Where things to index may be.</summary>
internal static class IndexSources
{
    public const string Files = "files";
    public const string Blobs = "blobs";
    public const string Drive = "drive";
}
