using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Storage;

/// <summary>Reads the job table as it is, for those who doubt it: shard by shard, row by row, readable or not.</summary>
/// <param name="account">Where the rows are.</param>
/// <param name="options">How many shards there are.</param>
public sealed class ShardRows(StorageAccount account, IOptions<StoreOptions> options)
{
    private const int PageSize = 1_000;

    private readonly TableClient _table = account.Jobs;

    internal int Shards => options.Value.Shards;

    /// <summary>Every row of a shard but the counters, in the order of their keys: a job's own row comes before its index rows.</summary>
    internal async IAsyncEnumerable<ShardRow> ReadAsync(int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in RangeAsync(shard, RowKeys.AllJobs, JobRow.ListColumns, cancellationToken))
            yield return ToRow(row);
    }

    /// <summary>How many job rows a shard has in each status; null when the status of one can't be read.</summary>
    internal async Task<JobCounts?> CountJobsAsync(int shard, CancellationToken cancellationToken)
    {
        var counts = new long[JobStatuses.All.Count];
        await foreach (var row in RangeAsync(shard, RowKeys.AllJobs, ["RowKey", "Status"], cancellationToken, RowKeys.AllJobs + RowKeys.End))
        {
            if (StatusOf(row) is not { } status)
                return null;
            counts[(int)status]++;
        }

        return JobStatuses.All.Aggregate(new JobCounts(), (sum, status) => sum.Plus(status, counts[(int)status]));
    }

    /// <summary>A shard's counters.</summary>
    internal async Task<ShardCounters> ReadCountersAsync(int shard, CancellationToken cancellationToken)
    {
        var counts = new JobCounts();
        var versions = new List<string>();
        await foreach (var row in RangeAsync(shard, RowKeys.AllCounters, null, cancellationToken, RowKeys.AllCounters + RowKeys.End))
        {
            counts += CounterRow.Of(row).Counts;
            versions.Add($"{row.RowKey} {row.ETag}");
        }

        return new ShardCounters(counts, string.Join('\n', versions));
    }

    /// <summary>A job's own row and some of its index rows, all of one moment.</summary>
    /// <param name="id">The job.</param>
    /// <param name="suspects">Keys of index rows that have been seen, besides those that the job must have.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Null when the job changes all the time, or its own row can't be read.</returns>
    internal async Task<RowsOfJob?> FindAsync(JobId id, IReadOnlyList<string> suspects, CancellationToken cancellationToken)
    {
        const int tries = 3;
        var before = await FindAsync(id, RowKeys.Job(id), cancellationToken);
        for (var i = 0; i < tries; i++)
        {
            var job = before is null ? null : JobRow.TryToListed(before);
            if (before is not null && job is null)
                return null;
            var keys = (job is null ? [] : RowKeys.Indexes(job)).Concat(suspects).Distinct().ToList();
            var rows = await Task.WhenAll(keys.Select(key => FindAsync(id, key, cancellationToken)));

            // An index row changes with its job's own or not at all. So where that shows the same before and after, all belong together.
            var after = await FindAsync(id, RowKeys.Job(id), cancellationToken);
            if (after is null ? before is null : before is not null && JobRow.Fingerprint(after) == JobRow.Fingerprint(before))
            {
                return new RowsOfJob(
                    after is null ? null : ToRow(after), after is null ? null : JobRow.ToJob(after), [.. rows.OfType<TableEntity>().Select(ToRow)]);
            }

            before = after;
        }

        return null;
    }

    /// <summary>Whether there is a job row, readable or not.</summary>
    internal async Task<bool> ExistsAsync(JobId id, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(RowKeys.Partition(id), RowKeys.Job(id), ["RowKey"], cancellationToken)).HasValue;

    private static ShardRow ToRow(TableEntity row) =>
        new(row.RowKey, JobRow.TryToListed(row), StatusOf(row), JobRow.Fingerprint(row), row.ETag.ToString());

    private static JobStatus? StatusOf(TableEntity row) =>
        row.TryGetValue("Status", out var word) && word is string text && JobStatuses.TryParse(text, out var status) ? status : null;

    private Task<TableEntity?> FindAsync(JobId id, string key, CancellationToken cancellationToken) =>
        _table.FindRowAsync(RowKeys.Partition(id), key, cancellationToken);

    private AsyncPageable<TableEntity> RangeAsync(
        int shard, string from, IEnumerable<string>? columns, CancellationToken cancellationToken, string end = RowKeys.End)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RowKeys.Partition(shard)} and RowKey ge {from} and RowKey lt {end}");
        return _table.QueryAsync<TableEntity>(filter, PageSize, columns, cancellationToken);
    }
}

/// <summary>A row of the job table.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Job">What it shows; null when it can't be read.</param>
/// <param name="Status">The status that it shows, which can be readable when the rest is not.</param>
/// <param name="Fingerprint">See <see cref="JobRow.Fingerprint"/>.</param>
/// <param name="ETag">Its version, where single rows are read.</param>
internal sealed record ShardRow(string Key, Job? Job, JobStatus? Status, int Fingerprint, string ETag);

/// <summary>A job's own row and index rows of one moment.</summary>
/// <param name="Own">Its own row; null when there is none.</param>
/// <param name="Job">The whole job with its version, when there is one.</param>
/// <param name="Indexes">The index rows that were found.</param>
internal sealed record RowsOfJob(ShardRow? Own, Job? Job, IReadOnlyList<ShardRow> Indexes);

/// <summary>The counters of a shard.</summary>
/// <param name="Counts">Their sum.</param>
/// <param name="Versions">Of all of their rows: every transaction writes one of these, so where none has changed nothing was committed.</param>
internal sealed record ShardCounters(JobCounts Counts, string Versions);
