using Azure;
using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>The pace of each key that has a rate: one row a key, in one partition of the system table, so that some change together.</summary>
/// <param name="account">Where the rows are.</param>
public sealed class RateTable(StorageAccount account)
{
    private const string Partition = "rate";

    private readonly TableClient _table = account.System;
    private readonly TableClient _once = account.SystemTransactions;

    /// <summary>The pace of a key; without an ETag when there is none yet.</summary>
    internal async Task<RatePace> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var row = await _table.FindRowAsync(Partition, RowKeys.Escape(key), cancellationToken);
        return row is null
            ? new RatePace(key, default, null)
            : new RatePace(key, new DateTimeOffset(row.GetInt64("Ticks")!.Value, TimeSpan.Zero), row.ETag.ToString());
    }

    /// <summary>Writes some paces in the place of those that were read, all or none.</summary>
    /// <exception cref="RequestFailedException">404, 409 or 412: somebody else has written one meanwhile.</exception>
    internal async Task<IReadOnlyList<RatePace>> WriteAsync(IReadOnlyList<RatePace> paces, CancellationToken cancellationToken)
    {
        var actions = paces.Select(pace =>
        {
            var row = new TableEntity(Partition, RowKeys.Escape(pace.Key)) { ["Ticks"] = pace.At.UtcTicks };
            return pace.ETag is { } version
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(version))
                : new TableTransactionAction(TableTransactionActionType.Add, row);
        });
        var answer = await _once.SubmitTransactionAsync(actions, cancellationToken);
        return [.. paces.Select((pace, i) => pace with { ETag = answer.Value[i].Headers.ETag?.ToString() })];
    }

    /// <summary>Removes paces that lie before a time: without a row a key may start at once, as it may with such a one.</summary>
    public async Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var ticks = time.UtcTicks;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Ticks lt {ticks}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            try
            {
                await _table.DeleteEntityAsync(Partition, row.RowKey, row.ETag, cancellationToken);
            }
            catch (RequestFailedException used) when (used.Status is 404 or 412)
            {
                // A job of its key starts at this moment.
            }
        }
    }
}

/// <summary>The time at which a key's next start would be on pace.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">The time.</param>
/// <param name="ETag">Its row's version; null when there is no row.</param>
internal sealed record RatePace(string Key, DateTimeOffset At, string? ETag);
