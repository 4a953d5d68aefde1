using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Metering;

namespace JobFunctions.Core.Storage;

/// <summary>A change that waits for its transaction, and the caller who waits for it.</summary>
internal sealed class PendingChange
{
    private readonly TaskCompletionSource<Job?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PendingChange(
        string key, JobId id, Job? after, JobCounts delta, JobHistory history, List<TableTransactionAction> actions, DateTimeOffset deadline) =>
        (Keys, Id, After, Delta, History, Actions, Deadline, Bytes) =
            ([key, .. KeyRows.In(actions)], id, after, delta, history, actions, deadline, Size(after));

    /// <summary>The rows that other changes may be about as well; a transaction may name each of them once.</summary>
    public IReadOnlyList<string> Keys { get; }

    public JobId Id { get; }

    /// <summary>The job as it shall be; null when nothing is left.</summary>
    public Job? After { get; }

    /// <summary>What the change adds to the counters.</summary>
    public JobCounts Delta { get; }

    /// <summary>What it adds to their history.</summary>
    public JobHistory History { get; }

    public List<TableTransactionAction> Actions { get; }

    /// <summary>When its caller is told that storage is not available.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>What pays for its share of the transaction.</summary>
    public StorageUse? Payer { get; } = StorageUse.Current;

    /// <summary>An upper bound of what the change adds to a request.</summary>
    public int Bytes { get; private init; }

    /// <summary>The job as committed, with its new version; null when nothing is left.</summary>
    public Task<Job?> Done => _done.Task;

    /// <summary>The transition of a job.</summary>
    public static PendingChange Of(JobChange change, DateTimeOffset deadline) =>
        new(RowKeys.Job(change.Id), change.Id, change.After, JobCounts.Of(change), JobHistory.Of(change), JobRows.Actions(change), deadline);

    /// <summary>The numbers of an instance that is gone become this process's own.</summary>
    public static PendingChange Fold(TableEntity row, DateTimeOffset deadline) =>
        new(
            row.RowKey,
            default,
            null,
            CounterRow.Of(row).Counts,
            CounterRow.HistoryOf(row),
            [new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)],
            deadline);

    /// <summary>The index rows of a job become what its own row says.</summary>
    public static PendingChange Mend(IndexMend mend, DateTimeOffset deadline) =>
        new(RowKeys.Job(mend.Id), mend.Id, null, default, JobHistory.Empty, JobRows.Actions(mend), deadline) { Bytes = Size(mend.Job) };

    /// <summary>A difference between rows and counters goes into this process's own counters; no other row is written.</summary>
    public static PendingChange Mend(CounterMend mend, DateTimeOffset deadline) =>
        new(RowKeys.AllCounters, default, null, mend.Lacking, JobHistory.Empty, [], deadline);

    /// <summary>
    /// An index row is not as its job's own row says: an index that was damaged must not hold its job for ever, so the operation that was
    /// refused becomes one that does not ask.
    /// </summary>
    /// <param name="operation">Which one was refused; the first guards the job and is never forgiven.</param>
    /// <param name="refusal">What was said.</param>
    /// <returns>False when the change must fail.</returns>
    public bool TryForgive(int operation, Exception refusal)
    {
        if (operation == 0 || !refusal.IsConflict())
            return false;
        var action = Actions[operation];
        switch (action.ActionType)
        {
            case TableTransactionActionType.Delete when refusal.IsGone():
                Actions.RemoveAt(operation);
                return true;
            case TableTransactionActionType.UpdateReplace or TableTransactionActionType.Add when !KeyRows.IsKey(action.Entity.RowKey):
                Actions[operation] = new TableTransactionAction(TableTransactionActionType.UpsertReplace, action.Entity);
                return true;
            default:
                return false;
        }
    }

    public void Commit(Job? job) => _done.TrySetResult(job);

    public void Fail(Exception exception) => _done.TrySetException(exception);

    // A character may become six bytes of JSON. What a list shows stands in up to five rows.
    private static int Size(Job? job)
    {
        const int fixedPart = 4_000;
        const int fileName = 250;
        if (job is null)
            return fixedPart;
        var once = Length(job.Config) + Length(job.Secrets) + Length(job.Result) + Length(job.Error?.Stack) + job.Timeline.Lines.Length;
        var inEachRow = Length(job.Error?.Message) + Length(job.Message) + Length(job.Name)
            + fileName * job.ResultFiles.Count + job.Tags.Sum(tag => tag.Length);
        return (6 * once) + (5 * (fixedPart + (6 * inEachRow)));
    }

    private static int Length(string? text) => text?.Length ?? 0;
}
