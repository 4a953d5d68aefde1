using System.Globalization;
using Azure.Data.Tables;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The rows of the audit trail: a partition for each day, the newest day and the newest entry first, so that a range of time is a range
/// of keys. Rows are added and, when they are old enough, removed; nothing changes one.
/// </summary>
/// <param name="account">Where the rows are.</param>
/// <param name="random">Tells entries of one moment apart.</param>
public sealed class AuditTable(StorageAccount account, Randomness random)
{
    /// <summary>How many rows one call reads at most, whatever its filter.</summary>
    public const int MaxRows = 1_000;

    private const int RowsOfTransaction = 100;
    private const int MaxText = 1_000;
    private const int LastDay = 99_999;

    private readonly TableClient _table = account.Audit;

    /// <summary>Gives a new entry its place, so that writing it twice makes one row.</summary>
    public AuditEntry Placed(AuditEntry entry) => entry with { Key = $"{TimeKey.NewestFirst(entry.At)}_{random.NewToken()}" };

    /// <summary>Adds entries.</summary>
    public async Task AddAsync(IEnumerable<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var day in entries.GroupBy(entry => Day(entry.At)))
        {
            foreach (var rows in day.Chunk(RowsOfTransaction))
            {
                await _table.SubmitTransactionAsync(
                    rows.Select(entry => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row(day.Key, entry))), cancellationToken);
            }
        }
    }

    /// <summary>A page of entries.</summary>
    public async Task<AuditPage> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var newest = query.Cursor is { } cursor ? TimeKey.OfNewestFirst(cursor) : query.To ?? DateTimeOffset.MaxValue;
        var oldest = query.From ?? DateTimeOffset.UnixEpoch;
        var after = query.Cursor ?? TimeKey.NewestFirst(newest);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {Day(newest)} and PartitionKey le {Day(oldest)} and RowKey gt {after} and RowKey lt {TimeKey.NewestFirst(oldest) + RowKeys.End}");

        var found = new List<AuditEntry>();
        var (read, last) = (0, "");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, MaxRows, null, cancellationToken))
        {
            if (found.Count == query.Limit || read == MaxRows)
                return new AuditPage(found, last);
            (read, last) = (read + 1, row.RowKey);
            var entry = Entry(row);
            if (query.Matches(entry))
                found.Add(entry);
        }

        return new AuditPage(found, null);
    }

    /// <summary>Removes the days that ended before a time.</summary>
    public Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        _table.RemoveRowsAsync(TableClient.CreateQueryFilter($"PartitionKey gt {Day(time)}"), cancellationToken);

    private static TableEntity Row(string day, AuditEntry entry) => new(day, entry.Key)
    {
        ["At"] = entry.At,
        ["User"] = entry.User,
        ["Action"] = entry.Action,
        ["Target"] = entry.Target?.Cut(MaxText),
        ["Owner"] = entry.Owner,
        ["Detail"] = entry.Detail?.Cut(MaxText),
    };

    private static AuditEntry Entry(TableEntity row) => new(
        row.GetDateTimeOffset("At")!.Value, row.GetString("User"), row.GetString("Action"), row.GetString("Target"), row.GetString("Owner"),
        row.GetString("Detail"))
    {
        Key = row.RowKey,
    };

    private static string Day(DateTimeOffset at) =>
        Math.Max(0, LastDay - (long)(at - DateTimeOffset.UnixEpoch).TotalDays).ToString("d5", CultureInfo.InvariantCulture);
}
