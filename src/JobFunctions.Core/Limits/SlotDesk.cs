using System.Threading.Channels;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Limits;

/// <summary>
/// Where a process asks for slots. Asks that come while a transaction is under way share the next one. Every transaction replaces the
/// gate by its ETag, so the decisions of all processes come one after the other, each made from what the one before left.
/// </summary>
/// <remarks>
/// A transaction that was refused, or whose answer was lost, may have been made by this process all the same. So the next try looks up
/// the slots that it asks about: what has happened already is not done twice.
/// </remarks>
/// <param name="table">The rows.</param>
/// <param name="controls">The limits in force, and whether jobs may start.</param>
/// <param name="bells">Rings for those who get a slot.</param>
/// <param name="options">How long storage is tried.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">Spreads tries.</param>
/// <param name="log">What went wrong.</param>
public sealed class SlotDesk(
    SlotTable table, Controls controls, Bells bells, IOptions<StoreOptions> options, TimeProvider time, Randomness random,
    ILogger<SlotDesk> log) : IAsyncDisposable
{
    private static readonly RetryPolicy Contention = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(500));

    private readonly Channel<PendingAsk> _waiting = Channel.CreateUnbounded<PendingAsk>(new() { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _starting = new();
    private Task? _loop;

    /// <summary>Asks, and waits for the answer: the slot that the job has now, if it has one.</summary>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    internal Task<Slot?> AskAsync(SlotAsk ask)
    {
        lock (_starting)
            _loop ??= Task.Run(AnswerAllAsync);
        var pending = new PendingAsk(ask, time.GetUtcNow() + options.Value.GiveUpAfter);
        return _waiting.Writer.TryWrite(pending)
            ? pending.Answer.Task
            : Task.FromException<Slot?>(new StorageUnavailableException(new ObjectDisposedException(nameof(SlotDesk))));
    }

    /// <summary>Answers what has been asked, and ends; what is in trouble is not tried again.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        if (_loop is { } loop)
            await loop;
    }

    private async Task AnswerAllAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var batch = TakeBatch();
            try
            {
                await AnswerAsync(batch);
            }
            catch (Exception unexpected)
            {
                // The desk outlives whatever goes wrong.
                Log.RoundFailed(log, nameof(SlotDesk), StorageTrouble.Reason(unexpected));
                batch.ForEach(pending => pending.Answer.TrySetException(unexpected));
            }
        }
    }

    private List<PendingAsk> TakeBatch()
    {
        var batch = new List<PendingAsk>();
        var jobs = new HashSet<JobId>();
        while (batch.Count < SlotBoard.MaxAsks && _waiting.Reader.TryPeek(out var next)
            && (next.Ask.Job is not { } job || jobs.Add(job.Job)) && _waiting.Reader.TryRead(out _))
            batch.Add(next);
        return batch;
    }

    private async Task AnswerAsync(List<PendingAsk> batch)
    {
        for (var tries = 1; batch.Count > 0; tries++)
        {
            try
            {
                var plan = await DecideAsync([.. batch.Select(pending => pending.Ask)], verify: tries > 1);
                if (plan.Changes.Count > 0)
                {
                    using var timeout = new CancellationTokenSource(options.Value.TransactionTimeout, time);
                    await table.CommitAsync(plan.Changes, timeout.Token);
                }

                Tell(batch, plan);
                return;
            }
            catch (Exception late) when (StorageTrouble.IsLate(late))
            {
                // Another process decided first. The second try is made at once: what it verifies may settle it.
                if (tries > 1)
                    await PauseAsync(Contention, tries);
                GiveUpExpired(batch, late);
            }
            catch (Exception trouble) when (StorageTrouble.Is(trouble) || trouble is OperationCanceledException or IOException)
            {
                GiveUpExpired(batch, trouble);
                await PauseAsync(StorageTrouble.Pause, tries);
            }
        }
    }

    private void GiveUpExpired(List<PendingAsk> batch, Exception trouble)
    {
        foreach (var expired in batch.Where(pending => pending.Deadline <= time.GetUtcNow()).ToList())
        {
            batch.Remove(expired);
            expired.Answer.TrySetException(new StorageUnavailableException(trouble));
        }
    }

    /// <param name="asks">What is asked.</param>
    /// <param name="verify">Whether to look up every slot that is asked about or would be given.</param>
    private async Task<SlotPlan> DecideAsync(IReadOnlyList<SlotAsk> asks, bool verify)
    {
        using var timeout = new CancellationTokenSource(options.Value.TransactionTimeout, time);
        var limits = await controls.LimitsAsync(timeout.Token);
        var mayGrant = await controls.ProcessorRunsAsync(timeout.Token);
        var state = await table.ReadGateAsync(timeout.Token);
        var users = new Dictionary<string, SlotUser>();
        var slots = new Dictionary<string, Slot?>();
        var missing = asks.Select(ask => ask.User).OfType<string>().Distinct().ToList();
        var unseen = verify ? asks.Select(ask => ask.Job).OfType<WaitingJob>().ToList() : [];
        while (true)
        {
            var lines = missing.Select(user => table.ReadUserAsync(user, Sought(asks, user), verify, timeout.Token));
            foreach (var line in await Task.WhenAll(lines))
                users[line.Name] = line;
            foreach (var job in unseen)
                slots[SlotKeys.Slot(job)] = await table.FindAsync(job.Job, job.Generation, timeout.Token);

            var plan = SlotBoard.Decide(state with { Users = users, Slots = slots }, asks, limits, mayGrant, time.GetUtcNow());
            missing = [.. plan.Missing];
            unseen = verify ? [.. plan.Granted.Select(slot => slot.Job).Where(job => !slots.ContainsKey(SlotKeys.Slot(job)))] : [];
            if (missing.Count + unseen.Count == 0)
                return plan;
        }
    }

    private static IEnumerable<WaitingJob> Sought(IReadOnlyList<SlotAsk> asks, string user) =>
        asks.Where(ask => ask.User == user && !ask.IsNew).Select(ask => ask.Job).OfType<WaitingJob>();

    private void Tell(List<PendingAsk> batch, SlotPlan plan)
    {
        for (var i = 0; i < batch.Count; i++)
            batch[i].Answer.TrySetResult(plan.Answers[i]);
        foreach (var slot in plan.Granted)
            _ = RingAsync(slot);
        if (plan.More)
            _waiting.Writer.TryWrite(new PendingAsk(SlotAsk.Look(), time.GetUtcNow() + options.Value.GiveUpAfter));
    }

    // Rung after the slot is given, not before: a bell that came first would find its job waiting. What gets lost in between, the sweep
    // finds as a slot that nobody came for.
    private async Task RingAsync(Slot slot)
    {
        try
        {
            await bells.RingAsync(slot.Job, CancellationToken.None);
        }
        catch (Exception trouble)
        {
            Log.RoundFailed(log, nameof(SlotDesk), StorageTrouble.Reason(trouble));
        }
    }

    private Task PauseAsync(RetryPolicy pause, int tries) => Task.Delay(pause.Delay(tries, random.NextDouble()), time, _closing.Token);

    private sealed record PendingAsk(SlotAsk Ask, DateTimeOffset Deadline)
    {
        public TaskCompletionSource<Slot?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
