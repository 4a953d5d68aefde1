using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Audit;

/// <summary>
/// Writes down who did what. Submits are many and their rows name owner and time already, so their entries wait a little and share a
/// request; everything else is written before its caller gets an answer.
/// </summary>
/// <param name="table">Where the entries go.</param>
/// <param name="options">How long submits may wait.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">Pauses while storage is in trouble.</param>
/// <param name="log">What could not be written.</param>
public sealed class AuditTrail(
    AuditTable table, IOptions<AuditOptions> options, TimeProvider time, Randomness random, ILogger<AuditTrail> log) : IHostedService
{
    /// <summary>As many as one transaction holds.</summary>
    private const int FullBatch = 100;

    /// <summary>What waits while storage is away for long must not take all memory.</summary>
    private const int MostWaiting = 50_000;

    /// <summary>How long an answer is kept back for its entry. What was done is done; the entry is tried on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private TaskCompletionSource _hurry = New();
    private Task _writing = Task.CompletedTask;
    private bool _stopping;

    private sealed record Waiting(AuditEntry Entry, TaskCompletionSource? Written);

    /// <summary>Notes what is written somewhere else, too: it may wait for others, and a crash may lose it.</summary>
    public void Note(Caller caller, string action, string? target = null, string? owner = null, string? detail = null) =>
        Add(new Waiting(New(caller, action, target, owner, detail), null));

    /// <summary>Records what was done, and returns when that is written; while storage is in trouble, sooner.</summary>
    public async Task RecordAsync(Caller caller, string action, string? target = null, string? owner = null, string? detail = null)
    {
        var written = New();
        Add(new Waiting(New(caller, action, target, owner, detail), written));
        try
        {
            await written.Task.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            Log.AuditDelayed(log, action);
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes what still waits.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
            _hurry.TrySetResult();
            return _writing.WaitAsync(cancellationToken);
        }
    }

    private AuditEntry New(Caller caller, string action, string? target, string? owner, string? detail) =>
        table.Placed(new AuditEntry(time.GetUtcNow(), caller.UserId, action, target, owner, detail));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(Waiting waiting)
    {
        lock (_lock)
        {
            if (_waiting.Count >= MostWaiting)
            {
                Log.AuditLost(log, 1, "too many entries wait for storage");
                waiting.Written?.TrySetResult();
                return;
            }

            _waiting.Add(waiting);
            if (waiting.Written is not null || _waiting.Count >= FullBatch || _stopping)
                _hurry.TrySetResult();
            if (_writing.IsCompleted)
                _writing = WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        // Leaves the lock of its caller first.
        await Task.Yield();
        while (true)
        {
            await GatherAsync();
            List<Waiting> batch;
            lock (_lock)
            {
                batch = [.. _waiting];
                _waiting.Clear();
                _hurry = New();
            }

            await WriteAsync(batch);
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _writing = Task.CompletedTask;
                    return;
                }

                if (_stopping || _waiting.Count >= FullBatch || _waiting.Exists(waiting => waiting.Written is not null))
                    _hurry.TrySetResult();
            }
        }
    }

    private async Task GatherAsync()
    {
        Task hurry;
        lock (_lock)
            hurry = _hurry.Task;
        using var gathered = new CancellationTokenSource();
        await Task.WhenAny(hurry, Task.Delay(options.Value.FlushInterval, time, gathered.Token));
        await gathered.CancelAsync();
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await table.AddAsync(batch.Select(waiting => waiting.Entry), CancellationToken.None);
                break;
            }
            catch (Exception trouble) when (StorageTrouble.Is(trouble) && !_stopping)
            {
                Log.RoundFailed(log, nameof(AuditTrail), StorageTrouble.Reason(trouble));
                await Task.Delay(StorageTrouble.Pause.Delay(tries, random.NextDouble()), time);
            }
            catch (Exception refused)
            {
                Log.AuditLost(log, batch.Count, StorageTrouble.Reason(refused));
                break;
            }
        }

        batch.ForEach(waiting => waiting.Written?.TrySetResult());
    }
}
