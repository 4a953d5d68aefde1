using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The rows that keep a job from being there twice. Each is inserted in the transaction that makes its job active or stores it, so of
/// two jobs with one key one fails as a whole; and it goes in the transaction that ends or deletes the job. Pure.
/// </summary>
internal static class KeyRows
{
    public const string Job = "Job";
    public const string Body = "Body";
    public const string Status = "Status";

    public static IEnumerable<TableTransactionAction> Actions(Job? before, Job? after)
    {
        if (after?.HoldsUniqueKey == true && before?.HoldsUniqueKey != true)
            yield return Insert(after, RowKeys.Unique(after.UniqueKey!));
        else if (before?.HoldsUniqueKey == true && after?.HoldsUniqueKey != true)
            yield return Delete(before, RowKeys.Unique(before.UniqueKey!));

        if (before is null && after!.Idempotency is { } idempotency)
            yield return Insert(after, RowKeys.Idempotency(idempotency.Key), idempotency.Body);
        else if (after is null && before!.Idempotency is { } forgotten)
            yield return Delete(before, RowKeys.Idempotency(forgotten.Key));
    }

    /// <summary>Which of these rows a change inserts or deletes: a transaction may name each of them once.</summary>
    public static IEnumerable<string> In(IEnumerable<TableTransactionAction> actions) =>
        actions.Select(action => action.Entity.RowKey).Where(IsKey);

    public static bool IsKey(string rowKey) => rowKey is ['u' or 'k', '_', ..];

    private static TableTransactionAction Insert(Job job, string rowKey, string? body = null) => new(
        TableTransactionActionType.Add,
        new TableEntity(RowKeys.Partition(job.Id), rowKey) { [Job] = job.Id.ToString(), [Body] = body, [Status] = job.Status.ToWord() });

    private static TableTransactionAction Delete(Job job, string rowKey) =>
        new(TableTransactionActionType.Delete, new TableEntity(RowKeys.Partition(job.Id), rowKey), ETag.All);
}
