using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Storage;

/// <summary>The rows of changes that followers have still to hear of, each in its job's shard.</summary>
/// <param name="account">Where the rows are.</param>
/// <param name="options">How many shards there are.</param>
/// <param name="log">Where rows are told that can't be read.</param>
public sealed class OutboxTable(StorageAccount account, IOptions<StoreOptions> options, ILogger<OutboxTable> log)
{
    private const int PageSize = 1_000;

    private readonly TableClient _table = account.Jobs;
    private readonly ReadableRows _readable = new(log);

    /// <summary>The entries that were written before a time, of all shards; a page of each is in memory at a time.</summary>
    public async IAsyncEnumerable<OutboxEntry> ReadAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, end) = (RowKeys.Outbox, RowKeys.Outbox + RowKeys.End);
        for (var shard = 0; shard < options.Value.Shards; shard++)
        {
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {RowKeys.Partition(shard)} and RowKey ge {from} and RowKey lt {end} and Timestamp lt {before}");
            await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, null, cancellationToken))
            {
                if (_readable.Read(row, Read) is { } entry)
                    yield return entry;
            }
        }
    }

    /// <summary>Everybody has heard of it.</summary>
    public Task RemoveAsync(OutboxEntry entry, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(RowKeys.Partition(entry.Job), Key(entry), ETag.All, cancellationToken);

    internal static TableTransactionAction Action(OutboxEntry entry) => new(
        TableTransactionActionType.UpsertReplace,
        new TableEntity(RowKeys.Partition(entry.Job), Key(entry))
        {
            ["Job"] = entry.Job.ToString(),
            ["Status"] = entry.Status.ToWord(),
            ["Attempt"] = entry.Attempt,
            ["OperationId"] = entry.OperationId,
            ["Followers"] = (int)entry.Followers,
            ["Batch"] = entry.Batch?.ToString(),
            ["Notice"] = entry.Notice,
        });

    private static string Key(OutboxEntry entry) => $"{RowKeys.Outbox}{entry.OperationId}_{entry.Job.ToKey()}";

    private static OutboxEntry Read(TableEntity row) => new(
        JobId.Parse(row.GetString("Job")),
        JobStatuses.TryParse(row.GetString("Status") ?? "", out var status) ? status : throw new FormatException("unknown status"),
        row.GetInt32("Attempt")!.Value,
        row.GetString("OperationId"),
        (Followers)row.GetInt32("Followers")!.Value,
        row.GetString("Batch") is { } batch ? JobId.Parse(batch) : null,
        row.GetString("Notice"));
}
