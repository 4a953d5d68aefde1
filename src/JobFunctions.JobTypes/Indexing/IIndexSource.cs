namespace JobFunctions.JobTypes.Indexing;

/// <summary>Where things to index are.</summary>
internal interface IIndexSource
{
    /// <summary>Tells this source from others: what was read of one says nothing of another.</summary>
    string Key { get; }

    /// <summary>Everything that is there.</summary>
    IAsyncEnumerable<SourceItem> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens what there is to read of an item.</summary>
    /// <returns>Null when it is gone, or has nothing that can be read.</returns>
    Task<Stream?> OpenAsync(SourceItem item, CancellationToken cancellationToken);
}

/// <summary>A thing that may be indexed.</summary>
/// <param name="Id">Its name for good.</param>
/// <param name="Path">Its name for people.</param>
/// <param name="Bytes">Its size; null when it has none.</param>
/// <param name="ContentType">Its media type, if known.</param>
/// <param name="Version">Changes when its content does; null when nobody knows.</param>
/// <param name="Md5">Its MD5 in hexadecimal, where the source knows it.</param>
/// <param name="ModifiedAt">When it last changed.</param>
/// <param name="Trashed">Whether it lies in the trash.</param>
internal sealed record SourceItem(
    string Id, string Path, long? Bytes, string? ContentType, string? Version, string? Md5, DateTimeOffset? ModifiedAt, bool Trashed = false);
