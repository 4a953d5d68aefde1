using System.Security.Cryptography;
using System.Text;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>One run over a source: brings its index up to date, and leaves index and inventory as results.</summary>
/// <param name="source">What is indexed.</param>
/// <param name="state">Where the index of the last run is.</param>
/// <param name="options">Its limits.</param>
/// <param name="job">Whose results they are.</param>
internal sealed class IndexRun(IIndexSource source, OwnerState state, IndexingOptions options, IJobContext job)
{
    private const string Kind = "indexing";
    private const string IndexFile = "index.sqlite";
    private const string InventoryFile = "inventory.jsonl";

    // Listing has no known length, so the bar moves while reading.
    private const double ReadAt = 0.1, WriteAt = 0.9;

    public async Task<IndexingResult> RunAsync(bool fresh, CancellationToken cancellationToken)
    {
        // The source's key may hold addresses and names; a blob's name has its limits.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.Key)));
        var path = Path.Combine(Path.GetTempPath(), $"jobfunctions-index-{Guid.NewGuid():N}.sqlite");
        try
        {
            if (!fresh)
                await FetchAsync(key, path, cancellationToken);
            IndexingResult result;
            using (var index = new IndexDatabase(path))
            {
                var tally = await UpdateAsync(index, cancellationToken);
                tally.Removed = index.RemoveUnseen();
                result = await WriteInventoryAsync(index, tally, cancellationToken);
                index.Complete();
            }

            job.Report(WriteAt, "Writing the index");
            await using (var file = File.OpenRead(path))
            await using (var output = await job.CreateResultAsync(IndexFile, cancellationToken))
                await file.CopyToAsync(output, cancellationToken);

            // Last: an attempt that dies before has changed nothing, and the next one starts where this one did.
            await using (var file = File.OpenRead(path))
                await state.WriteAsync(Kind, job.Owner, key, file, cancellationToken);
            job.Report(1, $"Indexed {result.Items} items: {result.Read} read, {result.Unchanged} unchanged, {result.Removed} removed", result.Items, result.Items);
            return result;
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + "-journal");
        }
    }

    private async Task FetchAsync(string key, string path, CancellationToken cancellationToken)
    {
        await using var last = await state.OpenAsync(Kind, job.Owner, key, cancellationToken);
        if (last is null)
            return;
        await using var file = File.Create(path);
        await last.CopyToAsync(file, cancellationToken);
    }

    private async Task<Tally> UpdateAsync(IndexDatabase index, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var changed = new List<SourceItem>();
        job.Report(0, "Listing");
        await foreach (var item in source.ListAsync(cancellationToken))
        {
            if (index.TryKeep(item))
                tally.Unchanged++;
            else
                changed.Add(item);
            if (tally.Unchanged + changed.Count > options.MaxItems)
                throw new PermanentJobException($"There are more than {options.MaxItems} items; index a folder at a time");
            job.Report(0, "Listing", tally.Unchanged + changed.Count);
        }

        foreach (var item in changed)
        {
            job.Report(ReadAt + (WriteAt - ReadAt) * tally.Read / changed.Count, $"Reading {item.Path}", tally.Read, changed.Count);
            cancellationToken.ThrowIfCancellationRequested();
            await using var content = await source.OpenAsync(item, cancellationToken);
            if (content is null)
            {
                // Next time it may be there to read, so nothing may call it unchanged.
                index.Put(item with { Version = null }, null);
                tally.Unreadable++;
                job.Log($"{item.Path} could not be read; the next run tries again");
                continue;
            }

            index.Put(item, await ItemReader.ReadAsync(item, content, options.MaxTextBytes, cancellationToken));
            tally.Read++;
        }

        return tally;
    }

    private async Task<IndexingResult> WriteInventoryAsync(IndexDatabase index, Tally tally, CancellationToken cancellationToken)
    {
        var (items, bytes, indexed) = (0, 0L, 0);
        await using var lines = new JsonLinesWriter<InventoryLine>(
            await job.CreateResultAsync(InventoryFile, cancellationToken), IndexingJson.Default.InventoryLine);
        foreach (var (source, sha256, isIndexed) in index.Items())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await lines.WriteAsync(
                new InventoryLine(
                    source.Id, source.Path, source.Bytes, source.ContentType, source.Md5, sha256, source.ModifiedAt?.UtcDateTime, source.Trashed, isIndexed),
                cancellationToken);
            items++;
            bytes += source.Bytes ?? 0;
            indexed += isIndexed ? 1 : 0;
        }

        return new IndexingResult(items, bytes, indexed, tally.Read, tally.Unchanged, tally.Removed, tally.Unreadable);
    }

    private sealed class Tally
    {
        public int Read { get; set; }

        public int Unchanged { get; set; }

        public int Removed { get; set; }

        public int Unreadable { get; set; }
    }
}
