using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Finds out which job holds a key.</summary>
/// <param name="account">Where the rows are.</param>
/// <param name="store">The jobs.</param>
public sealed class JobKeys(StorageAccount account, IJobStore store)
{
    private readonly TableClient _table = account.Jobs;

    /// <summary>The pending, scheduled or running job that keeps this one out; null when there is none.</summary>
    public async Task<Job?> FindActiveAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.UniqueKey is null || await ReadAsync(job, RowKeys.Unique(job.UniqueKey), cancellationToken) is not { } row)
            return null;
        var holder = await store.FindAsync(JobOf(row), cancellationToken);
        if (holder?.HoldsUniqueKey == true)
            return holder;
        await RemoveLeftOverAsync(row, cancellationToken);
        return null;
    }

    /// <summary>What was accepted under this job's idempotency key; null when nothing was.</summary>
    public async Task<AcceptedSubmit?> FindAcceptedAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.Idempotency is not { } idempotency || await ReadAsync(job, RowKeys.Idempotency(idempotency.Key), cancellationToken) is not { } row)
            return null;
        if (await store.FindAsync(JobOf(row), cancellationToken) is not null)
        {
            return new AcceptedSubmit(
                JobOf(row),
                JobStatuses.TryParse(row.GetString(KeyRows.Status), out var status) ? status : JobStatus.Pending,
                row.GetString(KeyRows.Body));
        }

        await RemoveLeftOverAsync(row, cancellationToken);
        return null;
    }

    private static JobId JobOf(TableEntity row) => JobId.Parse(row.GetString(KeyRows.Job));

    private Task<TableEntity?> ReadAsync(Job job, string rowKey, CancellationToken cancellationToken) =>
        _table.FindRowAsync(RowKeys.Partition(job.Id), rowKey, cancellationToken);

    // The row was read before its job. A job that ended in between has taken the row along, and one that took the key since has written
    // a new one: so what is still there as it was read is nobody's. A version of the app that knows nothing of keys may have left it.
    private async Task RemoveLeftOverAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 412)
        {
        }
    }
}

/// <summary>A submit that was accepted before.</summary>
/// <param name="Job">The job that it made.</param>
/// <param name="Status">The status that the job had at once.</param>
/// <param name="Body">The hash of what was sent.</param>
public sealed record AcceptedSubmit(JobId Job, JobStatus Status, string Body);
