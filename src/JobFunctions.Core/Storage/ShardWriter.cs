using System.Diagnostics;
using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Metering;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Storage;

/// <summary>
/// Writes one shard: the changes that wait while a transaction is under way share the next one (group commit). At low load a
/// transaction holds one change, and nothing waits.
/// </summary>
/// <remarks>
/// One transaction of this process is under way in a shard at any time, and each replaces this process's counter row, by ETag.
/// Two things follow. Counters are exact. And after a lost answer the counter row tells what happened: if it carries the
/// transaction's token the transaction was committed; if not, sending it again is safe, since only one of the two can pass the ETag.
/// </remarks>
internal sealed class ShardWriter : IAsyncDisposable
{
    /// <summary>An ETag that no row has.</summary>
    private const string Superseded = "W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"";

    private static readonly RetryPolicy Pause = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    private readonly Channel<PendingChange> _waiting = Channel.CreateUnbounded<PendingChange>(new() { SingleReader = true });
    private readonly int _shard;
    private readonly string _instance;
    private readonly TableClient _table;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Randomness _random;
    private readonly StorageMeter _meter;
    private readonly ILogger _log;
    private readonly Gathering _gathering = new();
    private readonly Task _loop;
    private CounterRow _counters = CounterRow.None;

    public ShardWriter(
        int shard, string instance, TableClient table, StoreOptions options, TimeProvider time, Randomness random, StorageMeter meter, ILogger log)
    {
        (_shard, _instance, _table, _options, _time, _random, _meter, _log) = (shard, instance, table, options, time, random, meter, log);
        _loop = Task.Run(WriteAllAsync);
    }

    /// <summary>Commits a change together with whatever else waits for this shard.</summary>
    /// <exception cref="JobConflictException">Somebody else has changed the job.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    public Task<Job?> CommitAsync(JobChange change) => EnqueueAsync(PendingChange.Of(change, Deadline()));

    /// <summary>
    /// Adds a silent instance's counters to this process's own and deletes its row, both by ETag in one transaction. Waits its turn
    /// like every change of the shard.
    /// </summary>
    /// <exception cref="JobConflictException">The row was written or folded meanwhile.</exception>
    public Task FoldAsync(TableEntity row) => EnqueueAsync(PendingChange.Fold(row, Deadline()));

    /// <summary>Mends index rows; waits its turn like every change of the shard.</summary>
    /// <exception cref="JobConflictException">A row is not as it was read.</exception>
    public Task MendAsync(IndexMend mend) => EnqueueAsync(PendingChange.Mend(mend, Deadline()));

    /// <summary>Mends counters: this process's own get what is lacking, so nobody else's row is touched.</summary>
    public Task MendAsync(CounterMend mend) => EnqueueAsync(PendingChange.Mend(mend, Deadline()));

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private DateTimeOffset Deadline() => _time.GetUtcNow() + _options.GiveUpAfter;

    private Task<Job?> EnqueueAsync(PendingChange pending) => _waiting.Writer.TryWrite(pending)
        ? pending.Done
        : Task.FromException<Job?>(new StorageUnavailableException(new ObjectDisposedException(nameof(ShardWriter))));

    private async Task WriteAllAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var batch = new ChangeBatch();
            try
            {
                await _gathering.WaitAsync();
                batch.Take(_waiting.Reader, _options.OperationsPerTransaction);
                var (began, changes) = (Stopwatch.GetTimestamp(), batch.Count);
                await CommitAsync(batch);
                _gathering.Learn(changes, Stopwatch.GetElapsedTime(began));
            }
            catch (Exception unexpected)
            {
                // The writer outlives whatever goes wrong: a shard without its writer would be a dead shard.
                Log.WriterFailed(_log, _shard, unexpected);
                batch.FailAll(unexpected);
            }
        }
    }

    private async Task CommitAsync(ChangeBatch batch)
    {
        var token = _random.NewToken();
        var answerLost = false;
        var conflicts = 0;

        for (var tries = 1; batch.Count > 0; tries++)
        {
            Exception trouble;
            try
            {
                await SubmitAsync(batch, token);
                return;
            }
            catch (RequestFailedException refused) when (refused.IsRefusal())
            {
                trouble = refused;
            }
            catch (Exception unclear) when (unclear.IsUnclear())
            {
                trouble = unclear;
                answerLost = true;
                Log.TransactionUnclear(_log, _shard, batch.Count, tries, StorageTrouble.Reason(unclear));
                await PauseAsync(tries);
            }

            var (loser, operation) = trouble.IsRefusal() ? batch.LoserOf(trouble) : (null, 0);

            // No loser among the jobs: it was our own row, or there was no answer. And once an answer was lost, a refusal may be
            // the echo of our own transaction.
            if ((answerLost || loser is null) && await WasCommittedAsync(batch, token))
            {
                await AdoptAsync(batch);
                return;
            }

            if (loser is null)
            {
                batch.FailExpired(_time.GetUtcNow(), trouble);
            }
            else if (loser.TryForgive(operation, trouble))
            {
                Log.IndexRowDamaged(_log, loser.Id);
            }
            else
            {
                batch.Remove(loser);
                _meter.CountConflict();
                loser.Fail(!trouble.IsConflict() ? trouble
                    : KeyRows.IsKey(loser.Actions[operation].Entity.RowKey) ? new KeyTakenException(loser.Id, trouble)
                    : new JobConflictException(loser.Id, trouble));
                conflicts++;
            }

            // The service names the first loser only: where there are many, halves find them sooner. Likewise when it names none.
            if (batch.Count > 1 && (conflicts == 2 || (trouble.IsRefusal() && trouble.Operation() is null)))
            {
                var (half, other) = batch.Halves();
                await CommitAsync(half);
                await CommitAsync(other);
                return;
            }
        }
    }

    private async Task SubmitAsync(ChangeBatch batch, string token)
    {
        var counters = _counters with
        {
            Counts = batch.Changes.Aggregate(_counters.Counts, (counts, pending) => counts + pending.Delta),
            History = batch.Changes.Aggregate(_counters.History, (history, pending) => history + pending.History).Since(_time.GetUtcNow()),
            Transaction = token,
        };
        var answer = await SendAsync(batch, [.. batch.Actions, counters.Action(_shard, _instance, _time.GetUtcNow())]);

        _counters = counters with { ETag = answer.Value[^1].Headers.ETag };
        var first = 0;
        foreach (var pending in batch.Changes)
        {
            // The job row is the first operation of its change.
            pending.Commit(pending.After is { } after ? after with { Version = answer.Value[first].Headers.ETag?.ToString() } : null);
            first += pending.Actions.Count;
        }
    }

    private async Task<Response<IReadOnlyList<Response>>> SendAsync(ChangeBatch batch, List<TableTransactionAction> actions)
    {
        var cost = StorageUse.Begin();
        using var timeout = new CancellationTokenSource(_options.TransactionTimeout, _time);
        try
        {
            return await _table.SubmitTransactionAsync(actions, timeout.Token);
        }
        finally
        {
            cost.ShareAmong([.. batch.Changes.Select(pending => pending.Payer)]);
        }
    }

    private Task PauseAsync(int tries) => Task.Delay(Pause.Delay(tries, _random.NextDouble()), _time);

    /// <summary>
    /// Asks until there is an answer: while nobody knows, sending again could not tell a conflict from an echo. The counter row may
    /// be gone, when the fold of silent instances took it with its numbers.
    /// </summary>
    /// <returns>Whether the transaction of this token was committed; false also when everybody has given up.</returns>
    private async Task<bool> WasCommittedAsync(ChangeBatch batch, string token)
    {
        for (var tries = 1; batch.Count > 0; tries++)
        {
            try
            {
                var row = await ReadAsync(RowKeys.Counter(_instance));
                _counters = row is null ? CounterRow.None : CounterRow.Of(row);
                return _counters.Transaction == token;
            }
            catch (Exception trouble) when (trouble.IsUnclear())
            {
                batch.FailExpired(_time.GetUtcNow(), trouble);
                await PauseAsync(tries);
            }
        }

        return false;
    }

    /// <summary>The transaction was committed but its answer was lost: the versions of the rows are read.</summary>
    private async Task AdoptAsync(ChangeBatch batch)
    {
        foreach (var pending in batch.Changes)
            pending.Commit(pending.After is { } after ? await AdoptAsync(after) : null);
    }

    private async Task<Job> AdoptAsync(Job after)
    {
        try
        {
            var row = await ReadAsync(RowKeys.Job(after.Id));
            if (row is not null && JobRow.ToJob(row) is { } stored && stored.OperationId == after.OperationId)
                return stored;
        }
        catch (Exception trouble) when (trouble.IsUnclear())
        {
            Log.TransactionUnclear(_log, _shard, 1, 1, StorageTrouble.Reason(trouble));
        }

        // It was committed, and somebody may have changed the job since: whoever goes on from here finds out by this version.
        return after with { Version = Superseded };
    }

    private async Task<TableEntity?> ReadAsync(string rowKey)
    {
        using var timeout = new CancellationTokenSource(_options.TransactionTimeout, _time);
        return await _table.FindRowAsync(RowKeys.Partition(_shard), rowKey, timeout.Token);
    }
}
