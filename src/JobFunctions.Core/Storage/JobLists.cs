using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>
/// Reads lists from the index that fits best: a few rows of each shard, merged. What the index does not tell apart is sifted here,
/// and bounded: at most <see cref="MaxRows"/> rows a shard and page, so a page may be short and still have a next one.
/// </summary>
internal sealed class JobLists(TableClient table, ReadableRows readable, int shards)
{
    public const int MaxRows = 500;

    public async Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        var (prefix, exact) = Index(query);
        var parts = await Task.WhenAll(Enumerable.Range(0, shards).Select(shard => ReadAsync(shard, prefix, exact, query, cancellationToken)));

        // A shard that was not read to its end bounds what is known to be complete.
        var bound = parts.Where(part => !part.AtEnd).Select(part => part.LastKey).Min(StringComparer.Ordinal);
        var known = parts
            .SelectMany(part => part.Rows)
            .Where(row => bound is null || string.CompareOrdinal(row.Key, bound) <= 0)
            .OrderBy(row => row.Key, StringComparer.Ordinal)
            .ToList();
        var page = known.Where(row => query.Matches(row.Job)).Take(query.Limit).ToList();
        var cursor = page.Count == query.Limit && page[^1].Key != known[^1].Key ? page[^1].Key : bound;
        return new JobPage([.. page.Select(row => row.Job)], cursor);
    }

    /// <summary>The best index for a query, and whether every row of it matches.</summary>
    private static (string Prefix, bool Exact) Index(JobQuery query)
    {
        var conditions = query.Conditions;
        return query switch
        {
            { Program: { } program } => (RowKeys.ProgramPrefix(program), conditions == 1),
            { Owner: { } owner } => (RowKeys.OwnerPrefix(owner), conditions == 1),
            { Status: JobStatus.Running } => (RowKeys.StatusPrefix(JobStatus.Running), false),
            { Status: { } status } => (RowKeys.StatusPrefix(status), conditions == 1),
            _ => (RowKeys.AllJobs, conditions == 0),
        };
    }

    private async Task<Part> ReadAsync(int shard, string prefix, bool exact, JobQuery query, CancellationToken cancellationToken)
    {
        // Running rows are sorted by instance, so they are read whole (they are few) and sorted by age here.
        var byInstance = prefix == RowKeys.StatusPrefix(JobStatus.Running);
        var from = byInstance ? prefix : prefix + query.Cursor;
        var limit = byInstance ? int.MaxValue - 1 : exact ? Math.Min(query.Limit, MaxRows) : MaxRows;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {RowKeys.Partition(shard)} and RowKey gt {from} and RowKey lt {prefix + RowKeys.End}");
        var select = prefix == RowKeys.AllJobs ? JobRow.ListColumns : null;

        var rows = new List<Row>();
        string? last = null;
        var atEnd = true;
        var read = 0;
        await foreach (var entity in table.QueryAsync<TableEntity>(filter, Math.Min(limit + 1, 1000), select, cancellationToken))
        {
            if (read++ == limit)
            {
                atEnd = false;
                break;
            }

            if (!byInstance)
                last = entity.RowKey[prefix.Length..];
            if (readable.Read(entity) is { } job)
                rows.Add(new Row(byInstance ? RowKeys.Job(job.Id)[RowKeys.AllJobs.Length..] : last!, job));
        }

        if (!byInstance)
            return new Part(rows, last, atEnd);
        var after = rows.Where(row => query.Cursor is null || string.CompareOrdinal(row.Key, query.Cursor) > 0);
        return new Part([.. after], null, AtEnd: true);
    }

    private sealed record Row(string Key, Job Job);

    private sealed record Part(IReadOnlyList<Row> Rows, string? LastKey, bool AtEnd);
}
