using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// What a change does to a job's rows: the job row by its ETag, which guards the others, then the index rows, and what followers must hear. Pure.
/// </summary>
internal static class JobRows
{
    public static List<TableTransactionAction> Actions(JobChange change)
    {
        if (change.Listed is { } listed)
            return Deletion(listed);
        var (before, after) = (change.Before, change.After);
        var actions = new List<TableTransactionAction>(7) { JobRowAction(before, after) };

        // Progress lives on the job row alone.
        if (before?.Status == JobStatus.Running && after?.Status == JobStatus.Running && before.Held == after.Held)
            return actions;

        Move(actions, before, after, RowKeys.Status);
        Move(actions, before, after, RowKeys.Owner);
        Move(actions, before, after, RowKeys.Program);
        Move(actions, before, after, RowKeys.Member);
        actions.AddRange(KeyRows.Actions(before, after));
        if (OutboxEntry.Of(change) is { } entry)
            actions.Add(OutboxTable.Action(entry));
        return actions;
    }

    /// <summary>
    /// What a mend does. The job row comes first and keeps all that it holds: a merge of nothing is there for its version alone.
    /// </summary>
    public static List<TableTransactionAction> Actions(IndexMend mend)
    {
        var actions = new List<TableTransactionAction>();
        if (mend.Job is { } job)
        {
            actions.Add(new TableTransactionAction(
                TableTransactionActionType.UpdateMerge, Keys(job, RowKeys.Job(job.Id)), new ETag(job.Version!)));
            actions.AddRange(RowKeys.Indexes(job).Select(key =>
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, JobRow.ToIndexRow(job, key))));
        }

        actions.AddRange(mend.Strays.Select(stray =>
            new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(RowKeys.Partition(mend.Id), stray.Key), new ETag(stray.ETag))));
        return actions;
    }

    // The guard comes first: the writer forgives an index row that is missing, but never the first row of a change.
    private static List<TableTransactionAction> Deletion(ListedJob listed)
    {
        var job = listed.Job;
        var keys = new[] { listed.RowKey, RowKeys.Job(job.Id), RowKeys.Status(job), RowKeys.Owner(job), RowKeys.Program(job), RowKeys.Member(job) };
        return
        [
            .. keys.OfType<string>().Distinct().Select(key => new TableTransactionAction(
                TableTransactionActionType.Delete,
                Keys(job, key),
                key == listed.RowKey ? new ETag(listed.ETag) : ETag.All)),
            .. KeyRows.Actions(job, null),
        ];
    }

    private static TableTransactionAction JobRowAction(Job? before, Job? after)
    {
        if (before is null)
            return new TableTransactionAction(TableTransactionActionType.Add, JobRow.ToJobRow(after!));

        // The ETag of the row as it was read: whoever changed it since makes this transaction fail as a whole.
        var version = new ETag(before.Version!);
        return after is null
            ? new TableTransactionAction(TableTransactionActionType.Delete, Keys(before, RowKeys.Job(before.Id)), version)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, JobRow.ToJobRow(after), version);
    }

    private static void Move(List<TableTransactionAction> actions, Job? before, Job? after, Func<Job, string?> key)
    {
        var from = before is null ? null : key(before);
        var to = after is null ? null : key(after);
        if (from is not null && from != to)
            actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, Keys(before!, from), ETag.All));
        if (to is not null)
        {
            // The emulator looks for a row once for each of these, and twice for an upsert.
            actions.Add(from == to
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, JobRow.ToIndexRow(after!, to), ETag.All)
                : new TableTransactionAction(TableTransactionActionType.Add, JobRow.ToIndexRow(after!, to)));
        }
    }

    /// <summary>A row's keys: all that an operation needs which does not write it.</summary>
    private static TableEntity Keys(Job job, string key) => new(RowKeys.Partition(job.Id), key);
}
