using System.Runtime.CompilerServices;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>A folder of blobs.</summary>
/// <param name="folder">The folder.</param>
/// <param name="key">See <see cref="IIndexSource.Key"/>.</param>
/// <param name="namePrefix">Only what begins so.</param>
internal sealed class BlobSource(StoredFolder folder, string key, string namePrefix) : IIndexSource
{
    private readonly Dictionary<string, StoredItem> _items = new(StringComparer.Ordinal);

    public string Key => key;

    public async IAsyncEnumerable<SourceItem> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = folder.ListAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(items))
        {
            var item = items.Current;
            if (!item.Name.StartsWith(namePrefix, StringComparison.Ordinal))
                continue;
            _items[item.Blob] = item;
            yield return new SourceItem(item.Blob, item.Name, item.Bytes, item.ContentType, item.ETag, item.Md5, item.ModifiedAt);
        }
    }

    public Task<Stream?> OpenAsync(SourceItem item, CancellationToken cancellationToken) => folder.OpenAsync(_items[item.Id], cancellationToken);

    private static async Task<bool> NextAsync(IAsyncEnumerator<StoredItem> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new PermanentJobException(missing.Message, missing);
        }
    }
}
