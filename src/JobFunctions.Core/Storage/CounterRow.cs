using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// What one process has added to the numbers of a shard: its own row, which nobody else writes while it lives, so processes never
/// collide. Each transaction writes it, with a token of its own; so one read of this row answers whether a transaction whose answer
/// was lost had been committed.
/// </summary>
/// <param name="Counts">The sum of all changes that this process committed.</param>
/// <param name="History">When it committed them.</param>
/// <param name="Transaction">The token of the last one.</param>
/// <param name="ETag">Null while there is no row.</param>
internal sealed record CounterRow(JobCounts Counts, JobHistory History, string Transaction, ETag? ETag)
{
    private const string TransactionColumn = "Transaction";
    private const string InstanceColumn = "Instance";
    private const string MinutesColumn = "Minutes";
    private const string HoursColumn = "Hours";

    public static CounterRow None { get; } = new(default, JobHistory.Empty, "", null);

    public static CounterRow Of(TableEntity row)
    {
        var counts = new JobCounts();
        foreach (var status in JobStatuses.All)
            counts = counts.Plus(status, Number(row, status.ToString()));
        return new CounterRow(counts, HistoryOf(row), row.GetString(TransactionColumn), row.ETag);
    }

    public static JobHistory HistoryOf(TableEntity row) => JobHistory.Parse(Text(row, MinutesColumn), Text(row, HoursColumn));

    // A number that somebody wrote by hand may have another type: it must not make every count fail.
    private static long Number(TableEntity row, string column) =>
        row.TryGetValue(column, out var value) ? value switch { long number => number, int number => number, _ => 0 } : 0;

    private static string? Text(TableEntity row, string column) => row.TryGetValue(column, out var value) ? value as string : null;

    public static string InstanceOf(TableEntity row) => row.GetString(InstanceColumn);

    public TableTransactionAction Action(int shard, string instance, DateTimeOffset now)
    {
        var (minutes, hours) = History.ToText();
        var row = new TableEntity(RowKeys.Partition(shard), RowKeys.Counter(instance))
        {
            [TransactionColumn] = Transaction,
            [InstanceColumn] = instance,
            ["WrittenAt"] = now,
            [MinutesColumn] = minutes,
            [HoursColumn] = hours,
        };
        foreach (var status in JobStatuses.All)
            row[status.ToString()] = Counts[status];
        return ETag is { } etag
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, etag)
            : new TableTransactionAction(TableTransactionActionType.Add, row);
    }
}
