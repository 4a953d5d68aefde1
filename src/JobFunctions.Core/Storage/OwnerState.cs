using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace JobFunctions.Core.Storage;

/// <summary>
/// What job types remember between jobs: <c>{kind}/{owner}/{key}</c>. Each owner has a prefix of its own, and no route shows it.
/// It stays; nothing here belongs to one job.
/// </summary>
/// <param name="account">Where it is.</param>
public sealed class OwnerState(StorageAccount account)
{
    /// <summary>
    /// Writes an entry unless there is one already: of several writers one wins. After a lost answer the entry may be the caller's
    /// own although this says that it was too late, so an entry should name who wrote it.
    /// </summary>
    /// <param name="kind">What is remembered, a word of the job type's choice.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="key">Which one.</param>
    /// <param name="content">The entry.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>False when there was one.</returns>
    public async Task<bool> TryAddAsync(string kind, string owner, string key, BinaryData content, CancellationToken cancellationToken)
    {
        try
        {
            var none = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await Blob(kind, owner, key).UploadAsync(content, none, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Writes an entry as it streams in; an older one is replaced when the new one is complete.</summary>
    public Task WriteAsync(string kind, string owner, string key, Stream content, CancellationToken cancellationToken) =>
        JobFiles.UploadAsync(Blob(kind, owner, key), content, cancellationToken);

    /// <summary>Opens an entry, seekable; null when there is none.</summary>
    public Task<Stream?> OpenAsync(string kind, string owner, string key, CancellationToken cancellationToken) =>
        JobFiles.OpenAsync(Blob(kind, owner, key), cancellationToken);

    private BlobClient Blob(string kind, string owner, string key) =>
        account.StateBlobs.GetBlobClient($"{kind}/{RowKeys.Escape(owner)}/{RowKeys.Escape(key)}");
}
