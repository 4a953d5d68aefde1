using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Metering;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Storage;

/// <summary>The job table in Azure Table Storage.</summary>
internal sealed class JobTable : IJobStore, IAsyncDisposable
{
    private readonly TableClient _reads;
    private readonly ReadableRows _readable;
    private readonly JobLists _lists;
    private readonly EndedJobs _ended;
    private readonly RecentJobs _recent;
    private readonly CommitFeed _feed;
    private readonly Randomness _random;
    private readonly int _shards;
    private readonly Func<int, ShardWriter> _newWriter;
    private readonly ConcurrentDictionary<int, Lazy<ShardWriter>> _writers = new();
    private readonly ConcurrentDictionary<JobId, Task> _underWay = new();

    public JobTable(
        StorageAccount account, Instance instance, RecentJobs recent, CommitFeed feed, IOptions<StoreOptions> options, TimeProvider time,
        Randomness random, StorageMeter meter, ILogger<JobTable> log)
    {
        _reads = account.Jobs;
        _shards = options.Value.Shards;
        _readable = new ReadableRows(log);
        _lists = new JobLists(_reads, _readable, _shards);
        _ended = new EndedJobs(_reads, _readable, _shards);
        (_recent, _feed, _random) = (recent, feed, random);
        _newWriter = shard => new ShardWriter(shard, instance.Id, account.JobTransactions, options.Value, time, random, meter, log);
    }

    public async Task<Job?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        await _reads.FindRowAsync(RowKeys.Partition(id), RowKeys.Job(id), cancellationToken) is { } row ? JobRow.ToJob(row) : null;

    public async Task<Job?> RecallAsync(JobId id)
    {
        if (_underWay.TryGetValue(id, out var write))
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _recent.Find(id);
    }

    public IDisposable Announce(JobId id) => new Announcement(_underWay, id);

    public Task<Job> CreateAsync(Job job) => CommitAsync(null, job)!;

    public Task<Job> UpdateAsync(Job before, Job after) => CommitAsync(before, after)!;

    public Task DeleteAsync(Job job) => CommitAsync(job, null);

    public Task DeleteAsync(ListedJob listed) => CommitAsync(new JobChange(listed.Job, null, listed));

    public Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken) => _lists.ListAsync(query, cancellationToken);

    public async Task<JobCounts> CountAsync(CancellationToken cancellationToken)
    {
        var counts = new JobCounts();
        await foreach (var row in ReadAllShardsAsync(Range(RowKeys.AllCounters), null, cancellationToken))
            counts += CounterRow.Of(row).Counts;
        return counts;
    }

    public async Task<JobHistory> HistoryAsync(CancellationToken cancellationToken)
    {
        var history = JobHistory.Empty;
        await foreach (var row in ReadAllShardsAsync(Range(RowKeys.AllCounters), null, cancellationToken))
            history += CounterRow.HistoryOf(row);
        return history;
    }

    public async IAsyncEnumerable<Job> RunningAsync(string? instance, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = instance is null ? RowKeys.StatusPrefix(JobStatus.Running) : RowKeys.RunningPrefix(instance);
        await foreach (var row in ReadAllShardsAsync(Range(prefix), null, cancellationToken))
        {
            if (_readable.Read(row) is { } job)
                yield return job;
        }
    }

    public async IAsyncEnumerable<Job> DueAsync(
        JobStatus status, Priority priority, DateTimeOffset before, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lane = (int)priority;
        var range = TableClient.CreateQueryFilter(
            $"RowKey ge {RowKeys.StatusPrefix(status)} and RowKey lt {RowKeys.DuePrefix(status, before)} and Priority eq {lane}");
        await foreach (var row in ReadAllShardsAsync(range, limit, cancellationToken))
        {
            if (_readable.Read(row) is { } job)
                yield return job;
        }
    }

    public IAsyncEnumerable<ListedJob> EndedAsync(EndedQuery query, CancellationToken cancellationToken) =>
        _ended.ReadAsync(query, _random.Next(_shards), cancellationToken);

    public async Task FoldCountersAsync(Func<string, bool> isGone, CancellationToken cancellationToken)
    {
        await foreach (var row in ReadAllShardsAsync(Range(RowKeys.AllCounters), null, cancellationToken))
        {
            if (!isGone(CounterRow.InstanceOf(row)))
                continue;
            try
            {
                await Writer(RowKeys.ShardOf(row.PartitionKey)).FoldAsync(row);
            }
            catch (JobConflictException)
            {
                // It wrote after all, or another process folded it: either way its numbers are counted once.
            }
        }
    }

    public Task MendAsync(IndexMend mend) => Writer(mend.Id.Shard).MendAsync(mend);

    public Task MendAsync(CounterMend mend) => Writer(mend.Shard).MendAsync(mend);

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers.Values)
            await writer.Value.DisposeAsync();
    }

    private Task<Job?> CommitAsync(Job? before, Job? after) =>
        CommitAsync(new JobChange(before, after is null ? null : after with { OperationId = _random.NewToken() }));

    private async Task<Job?> CommitAsync(JobChange change)
    {
        var write = WriteAsync(change);
        _underWay[change.Id] = write;
        try
        {
            return await write;
        }
        finally
        {
            _underWay.TryRemove(new KeyValuePair<JobId, Task>(change.Id, write));
        }
    }

    private async Task<Job?> WriteAsync(JobChange change)
    {
        Job? committed = null;
        try
        {
            committed = await Writer(change.Id.Shard).CommitAsync(change);
            _feed.Tell(change.Id, change.Before, committed);
            if (OutboxEntry.Of(change) is { } entry)
                _feed.Tell(entry);
            return committed;
        }
        finally
        {
            _recent.Remember(change.Id, committed);
        }
    }

    private ShardWriter Writer(int shard) => _writers.GetOrAdd(shard, key => new Lazy<ShardWriter>(() => _newWriter(key))).Value;

    private static string Range(string prefix) =>
        TableClient.CreateQueryFilter($"RowKey ge {prefix} and RowKey lt {prefix + RowKeys.End}");

    private async IAsyncEnumerable<TableEntity> ReadAllShardsAsync(
        string range, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < _shards; shard++)
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RowKeys.Partition(shard)}") + " and " + range;
            var left = limit ?? int.MaxValue;
            await foreach (var row in _reads.QueryAsync<TableEntity>(filter, Math.Min(left, 1000), null, cancellationToken))
            {
                yield return row;
                if (--left == 0)
                    break;
            }
        }
    }
}
