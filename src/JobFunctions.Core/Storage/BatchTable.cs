using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Storage;

/// <summary>The rows of batches, and the index rows of their members. All of one batch lie in its shard, unless it is spread.</summary>
public sealed class BatchTable
{
    private const int PageSize = 1_000;

    private readonly TableClient _table;
    private readonly ReadableRows _readable;
    private readonly int _shards;

    /// <param name="account">Where the rows are.</param>
    /// <param name="options">How many shards there are.</param>
    /// <param name="log">Where rows are told that can't be read.</param>
    public BatchTable(StorageAccount account, IOptions<StoreOptions> options, ILogger<BatchTable> log) =>
        (_table, _readable, _shards) = (account.Jobs, new ReadableRows(log), options.Value.Shards);

    /// <summary>Writes a new batch. Its id is new, so a second try after a lost answer writes the same row.</summary>
    public Task AddAsync(Batch batch, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(ToRow(batch), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes a batch whose id follows from a key.</summary>
    /// <returns>False when there is one.</returns>
    public async Task<bool> TryAddAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await _table.AddEntityAsync(ToRow(batch), cancellationToken);
            return true;
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Reads a batch; null when there is none of this id.</summary>
    public async Task<Batch?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        await _table.FindRowAsync(RowKeys.Partition(id), RowKeys.Batch(id), cancellationToken) is { } row ? ToBatch(row) : null;

    /// <summary>Changes a batch as it is at that moment. The change is made of every state that is found, so it must bear repeating.</summary>
    /// <returns>The batch as it is now; null when it is gone.</returns>
    public async Task<Batch?> ChangeAsync(JobId id, Func<Batch, Batch> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } batch)
        {
            var after = change(batch);
            if (after == batch)
                return batch;
            try
            {
                await _table.UpdateEntityAsync(ToRow(after), new ETag(batch.Version!), TableUpdateMode.Replace, cancellationToken);
                return after;
            }
            catch (RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                // Read and decide anew.
            }
        }

        return null;
    }

    /// <summary>The members of a batch as lists show them, in the order of their ids.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="after">The id that the page before ended with; null for the beginning.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<Job> MembersAsync(Batch batch, JobId? after, CancellationToken cancellationToken) => OrderedMerge.Of(
        [.. ShardsOf(batch).Select(shard => MembersAsync(batch.Id, shard, after, cancellationToken))], job => job.Id.ToKey(), cancellationToken);

    /// <summary>Whether a member has not ended yet. One request a shard, one row at most.</summary>
    public Task<bool> HasUnfinishedAsync(Batch batch, CancellationToken cancellationToken) => HasMembersAsync(
        batch,
        $" and Status ne '{JobStatus.Completed.ToWord()}' and Status ne '{JobStatus.Failed.ToWord()}' and Status ne '{JobStatus.Cancelled.ToWord()}'",
        cancellationToken);

    /// <summary>Removes the batches that began before a time and have no members any more.</summary>
    public async Task RemoveEmptyAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (from, end) = (RowKeys.Batches, RowKeys.Batches + RowKeys.End);
        for (var shard = 0; shard < _shards; shard++)
        {
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {RowKeys.Partition(shard)} and RowKey ge {from} and RowKey lt {end} and CreatedAt lt {before}");
            await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, null, cancellationToken))
            {
                if (_readable.Read(row, ToBatch) is { } batch && batch.OpenedAt < before && !await HasMembersAsync(batch, "", cancellationToken))
                    await RemoveAsync(batch, cancellationToken);
            }
        }
    }

    private async Task<bool> HasMembersAsync(Batch batch, string condition, CancellationToken cancellationToken)
    {
        foreach (var shard in ShardsOf(batch))
        {
            var filter = Members(shard, batch.Id, RowKeys.Members(batch.Id)) + condition;
            if (await _table.QueryAsync<TableEntity>(filter, 1, ["RowKey"], cancellationToken).AnyAsync(cancellationToken))
                return true;
        }

        return false;
    }

    private async Task RemoveAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(RowKeys.Partition(batch.Id), RowKeys.Batch(batch.Id), new ETag(batch.Version!), cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Its upload goes on.
        }
    }

    private async IAsyncEnumerable<Job> MembersAsync(JobId id, int shard, JobId? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = RowKeys.Members(id);
        await foreach (var row in _table.QueryAsync<TableEntity>(Members(shard, id, prefix + after?.ToKey()), PageSize, null, cancellationToken))
        {
            if (_readable.Read(row) is { } job)
                yield return job;
        }
    }

    private IEnumerable<int> ShardsOf(Batch batch) => batch.IsSpread ? Enumerable.Range(0, _shards) : [batch.Id.Shard];

    private static string Members(int shard, JobId id, string after) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {RowKeys.Partition(shard)} and RowKey gt {after} and RowKey lt {RowKeys.Members(id) + RowKeys.End}");

    private static TableEntity ToRow(Batch batch) => new(RowKeys.Partition(batch.Id), RowKeys.Batch(batch.Id))
    {
        ["Id"] = batch.Id.ToString(),
        ["Name"] = batch.Name,
        ["Owner"] = batch.Owner,
        ["CreatedAt"] = batch.CreatedAt,
        ["OpenedAt"] = batch.OpenedAt,
        ["Body"] = batch.Body,
        ["IsSpread"] = batch.IsSpread ? true : null,
        ["IsOpen"] = batch.IsOpen,
        ["IsCancelled"] = batch.IsCancelled,
        ["Accepted"] = batch.Accepted,
        ["Refused"] = batch.Refused,
        ["CompletionJob"] = batch.CompletionJob?.ToString(),
    };

    private static Batch ToBatch(TableEntity row) => new()
    {
        Id = JobId.Parse(row.GetString("Id")),
        Name = row.GetString("Name"),
        Owner = row.GetString("Owner"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt")!.Value,
        OpenedAt = row.GetDateTimeOffset("OpenedAt") ?? row.GetDateTimeOffset("CreatedAt")!.Value,
        Body = row.GetString("Body"),
        IsSpread = row.GetBoolean("IsSpread") ?? false,
        IsOpen = row.GetBoolean("IsOpen") ?? false,
        IsCancelled = row.GetBoolean("IsCancelled") ?? false,
        Accepted = row.GetInt32("Accepted") ?? 0,
        Refused = row.GetInt32("Refused") ?? 0,
        CompletionJob = row.GetString("CompletionJob") is { } job ? JobId.Parse(job) : null,
        Version = row.ETag.ToString(),
    };
}
