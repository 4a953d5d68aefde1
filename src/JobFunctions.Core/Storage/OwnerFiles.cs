using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace JobFunctions.Core.Storage;

/// <summary>The callers' own files; each owner has a prefix of its own. They stay until deleted.</summary>
/// <param name="account">Where they are.</param>
/// <param name="time">What time it is.</param>
public sealed class OwnerFiles(StorageAccount account, TimeProvider time)
{
    /// <summary>How long an upload address is valid.</summary>
    private static readonly TimeSpan UploadUrlLifetime = TimeSpan.FromHours(1);

    /// <summary>Stores a file as it streams in; an older one of this name is replaced when the new one is complete.</summary>
    public async Task<OwnerFile> WriteAsync(string owner, string name, Stream content, CancellationToken cancellationToken)
    {
        var blob = Blob(owner, name);
        await JobFiles.UploadAsync(blob, content, cancellationToken);
        var properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        return new OwnerFile(name, properties.Value.ContentLength, properties.Value.LastModified);
    }

    /// <summary>Opens a file, seekable; null when there is none.</summary>
    public Task<Stream?> OpenAsync(string owner, string name, CancellationToken cancellationToken) =>
        JobFiles.OpenAsync(Blob(owner, name), cancellationToken);

    /// <summary>Removes a file.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> DeleteAsync(string owner, string name, CancellationToken cancellationToken) =>
        await Blob(owner, name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>The owner's files by name, a page at a time.</summary>
    /// <param name="owner">Whose files.</param>
    /// <param name="limit">How many, 1 to 1,000.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The files, and the cursor of the next page or null.</returns>
    public async Task<(IReadOnlyList<OwnerFile> Files, string? Cursor)> ListAsync(
        string owner, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var prefix = Prefix(owner);
        var pages = account.FileBlobs.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).AsPages(cursor, limit);
        await foreach (var page in pages)
        {
            var files = page.Values.Select(blob => new OwnerFile(
                RowKeys.Unescape(blob.Name[prefix.Length..]),
                blob.Properties.ContentLength ?? 0,
                blob.Properties.LastModified ?? default));
            return ([.. files], string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }

        return ([], null);
    }

    /// <summary>A short-lived address for sending a file straight to Blob Storage, so that no function holds it.</summary>
    public async Task<UploadUrl> UploadUrlAsync(string owner, string name, CancellationToken cancellationToken)
    {
        var blob = Blob(owner, name);
        var expires = time.GetUtcNow() + UploadUrlLifetime;
        var sas = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, expires)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
        };

        // With an account key (Azurite) the client signs by itself; with a managed identity the service lends a key.
        if (blob.CanGenerateSasUri)
            return new UploadUrl(blob.GenerateSasUri(sas), expires);
        var start = time.GetUtcNow() - TimeSpan.FromMinutes(5);
        var key = await account.Blobs.GetUserDelegationKeyAsync(
            new BlobGetUserDelegationKeyOptions(expires) { StartsOn = start }, cancellationToken);
        var address = new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key.Value, account.Blobs.AccountName) };
        return new UploadUrl(address.ToUri(), expires);
    }

    private static string Prefix(string owner) => RowKeys.Escape(owner) + "/";

    private BlobClient Blob(string owner, string name) => account.FileBlobs.GetBlobClient(Prefix(owner) + RowKeys.Escape(name));
}

/// <summary>A caller's file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ModifiedAt">When it was last written.</param>
public sealed record OwnerFile(string Name, long Bytes, DateTimeOffset ModifiedAt);

/// <summary>Where a file may be sent.</summary>
/// <param name="Address">The address; it contains the right to write this one file, so it is a secret.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record UploadUrl(Uri Address, DateTimeOffset ExpiresAt);
