using System.Threading.Channels;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Rates;

/// <summary>
/// Where a process reserves start times. What is asked for while a transaction is under way shares the next one. Each transaction replaces
/// the rows of its keys by their ETags, so no time is given twice; after a lost answer others are reserved, and those are lost.
/// </summary>
/// <param name="table">The rows.</param>
/// <param name="options">How long a transaction may take.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">Spreads tries.</param>
public sealed class RateDesk(RateTable table, IOptions<StoreOptions> options, TimeProvider time, Randomness random) : IAsyncDisposable
{
    /// <summary>A transaction holds 100 operations.</summary>
    private const int MostKeys = 90;

    private const int MostAsks = 200;

    private static readonly RetryPolicy Contention = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(500));

    private readonly Channel<Ask> _waiting = Channel.CreateUnbounded<Ask>(new() { SingleReader = true });
    private readonly Dictionary<string, RatePace> _known = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();
    private Task? _loop;

    /// <summary>Reserves the first time at which a job may start under some rules.</summary>
    /// <param name="rules">At least one.</param>
    /// <param name="earliest">Not before this time.</param>
    /// <exception cref="StorageUnavailableException">Storage does not answer.</exception>
    internal Task<DateTimeOffset> ReserveAsync(IReadOnlyList<RateRule> rules, DateTimeOffset earliest)
    {
        lock (_starting)
            _loop ??= Task.Run(AnswerAllAsync);
        var ask = new Ask(rules, earliest, new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously));
        return _waiting.Writer.TryWrite(ask)
            ? ask.Answer.Task
            : Task.FromException<DateTimeOffset>(new StorageUnavailableException(new ObjectDisposedException(nameof(RateDesk))));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
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
            catch (Exception trouble)
            {
                // Nobody knows what was reserved: it is lost, and whoever asks again gets another time.
                _known.Clear();
                var isOutage = StorageTrouble.Is(trouble) || trouble is OperationCanceledException or IOException;
                batch.ForEach(ask => ask.Answer.TrySetException(isOutage ? new StorageUnavailableException(trouble) : trouble));
            }
        }
    }

    private List<Ask> TakeBatch()
    {
        var batch = new List<Ask>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (batch.Count < MostAsks && keys.Count < MostKeys && _waiting.Reader.TryRead(out var ask))
        {
            batch.Add(ask);
            keys.UnionWith(ask.Rules.Select(rule => rule.Key));
        }

        return batch;
    }

    private async Task AnswerAsync(List<Ask> batch)
    {
        var keys = batch.SelectMany(ask => ask.Rules).Select(rule => rule.Key).Distinct(StringComparer.Ordinal).ToList();
        for (var tries = 1; ; tries++)
        {
            using var timeout = new CancellationTokenSource(options.Value.TransactionTimeout, time);
            await ReadAsync(keys, timeout.Token);
            var plan = new RatePlan(keys.Where(key => _known[key].ETag is not null).ToDictionary(key => key, key => _known[key].At, StringComparer.Ordinal));
            var starts = batch.ConvertAll(ask => plan.Reserve(ask.Rules, ask.Earliest));
            try
            {
                foreach (var pace in await table.WriteAsync([.. keys.Select(key => _known[key] with { At = plan.Paces[key] })], timeout.Token))
                    _known[pace.Key] = pace;
                for (var i = 0; i < batch.Count; i++)
                    batch[i].Answer.TrySetResult(starts[i]);
                return;
            }
            catch (Exception late) when (StorageTrouble.IsLate(late))
            {
                // Another process was faster: from what it left.
                keys.ForEach(key => _known.Remove(key));
                if (tries > 1)
                    await Task.Delay(Contention.Delay(tries, random.NextDouble()), time, CancellationToken.None);
            }
        }
    }

    // What this process wrote last holds while no other one writes; if one did, the ETag says so.
    private async Task ReadAsync(List<string> keys, CancellationToken cancellationToken)
    {
        const int manyKeys = 1_000;
        if (_known.Count > manyKeys)
            _known.Clear();
        var missing = keys.Where(key => !_known.ContainsKey(key)).ToList();
        foreach (var pace in await Task.WhenAll(missing.Select(key => table.ReadAsync(key, cancellationToken))))
            _known[pace.Key] = pace;
    }

    private sealed record Ask(IReadOnlyList<RateRule> Rules, DateTimeOffset Earliest, TaskCompletionSource<DateTimeOffset> Answer);
}
