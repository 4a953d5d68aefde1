using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace JobFunctions.Core.Storage;

/// <summary>
/// A folder of blobs that a job reads: an owner's own files, or a part of a container that the operator allowed. It reaches nothing
/// outside its prefix, and never the containers that the service keeps for itself.
/// </summary>
public sealed class StoredFolder
{
    private static readonly string[] OwnContainers =
        [StorageAccount.JobsContainer, StorageAccount.FilesContainer, StorageAccount.StateContainer, "deployment"];

    private readonly BlobContainerClient _container;
    private readonly string _prefix;
    private readonly Func<string, string> _nameOf;

    private StoredFolder(BlobContainerClient container, string prefix, Func<string, string> nameOf) =>
        (_container, _prefix, _nameOf) = (container, prefix, nameOf);

    /// <summary>An owner's own files.</summary>
    public static StoredFolder OfOwner(StorageAccount account, string owner) =>
        new(account.FileBlobs, RowKeys.Escape(owner) + "/", RowKeys.Unescape);

    /// <summary>A folder of a container, or all of it.</summary>
    /// <param name="account">Where the container is.</param>
    /// <param name="container">Its name; see <see cref="IsReserved"/>.</param>
    /// <param name="folder">The folder; null for the whole container.</param>
    /// <exception cref="InvalidOperationException">The container is the service's own.</exception>
    public static StoredFolder OfContainer(StorageAccount account, string container, string? folder)
    {
        if (IsReserved(container))
            throw new InvalidOperationException($"The container '{container}' is the service's own");
        var path = (folder ?? "").Trim('/');
        var prefix = path.Length == 0 ? "" : path + "/";
        return new StoredFolder(account.Blobs.GetBlobContainerClient(container), prefix, name => name);
    }

    /// <summary>Whether a container holds what users must not reach by its name: the service's and its host's own.</summary>
    public static bool IsReserved(string container) =>
        OwnContainers.Contains(container) || container.StartsWith("azure-webjobs-", StringComparison.Ordinal)
        || container.StartsWith('$');

    /// <summary>Everything in it, by name.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such container.</exception>
    public async IAsyncEnumerable<StoredItem> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var blobs = _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, _prefix, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(blobs))
        {
            var blob = blobs.Current;
            yield return new StoredItem(
                _nameOf(blob.Name[_prefix.Length..]),
                blob.Name,
                blob.Properties.ContentLength ?? 0,
                blob.Properties.ContentType,
                blob.Properties.ETag?.ToString(),
                blob.Properties.ContentHash is { Length: > 0 } md5 ? Convert.ToHexStringLower(md5) : null,
                blob.Properties.LastModified);
        }
    }

    /// <summary>Opens an item; null when it is gone.</summary>
    public Task<Stream?> OpenAsync(StoredItem item, CancellationToken cancellationToken) =>
        item.Blob.StartsWith(_prefix, StringComparison.Ordinal)
            ? JobFiles.OpenAsync(_container.GetBlobClient(item.Blob), cancellationToken)
            : throw new ArgumentException("The item lies elsewhere", nameof(item));

    private async Task<bool> NextAsync(IAsyncEnumerator<BlobItem> blobs)
    {
        try
        {
            return await blobs.MoveNextAsync();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            throw new DirectoryNotFoundException($"There is no container '{_container.Name}'");
        }
    }
}

/// <summary>A blob of a folder.</summary>
/// <param name="Name">Its name within the folder.</param>
/// <param name="Blob">Its name within the container.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ContentType">Its media type as it was uploaded.</param>
/// <param name="ETag">Changes whenever it is written.</param>
/// <param name="Md5">Its MD5 in hexadecimal, where storage knows it.</param>
/// <param name="ModifiedAt">When it was last written.</param>
public sealed record StoredItem(
    string Name, string Blob, long Bytes, string? ContentType, string? ETag, string? Md5, DateTimeOffset? ModifiedAt);
