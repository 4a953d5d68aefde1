using JobFunctions.Core.Limits;
using JobFunctions.Core.Metering;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// What operators have set, as this instance knows it. What it has read holds for <see cref="KnownFor"/>, so a change holds everywhere
/// within that time.
/// </summary>
/// <param name="state">Where it is stored.</param>
/// <param name="options">What is configured.</param>
/// <param name="time">What time it is.</param>
public sealed class Controls(ServiceState state, IOptions<JobOptions> options, TimeProvider time)
{
    /// <summary>How long an instance may act on what it read last.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private readonly RateRules _configuredRates = RateRules.TryParse(options.Value.RateLimits, out var rates) ? rates : RateRules.None;

    private sealed record Known(OperatorSettings Settings, RateRules Rates, long At);

    private readonly Lock _lock = new();
    private Known? _known;
    private Task<Known>? _reading;
    private int _changes;

    /// <summary>The limits as this instance knew them last, without asking.</summary>
    public SlotLimits LatestLimits => LimitsOf(_known?.Settings);

    /// <summary>Whether jobs may start.</summary>
    public async ValueTask<bool> ProcessorRunsAsync(CancellationToken cancellationToken) =>
        !(await ReadAsync(cancellationToken)).ProcessorStopped;

    /// <summary>The limits in force.</summary>
    public async ValueTask<SlotLimits> LimitsAsync(CancellationToken cancellationToken) => LimitsOf(await ReadAsync(cancellationToken));

    /// <summary>How often jobs may start.</summary>
    public async ValueTask<RateRules> RatesAsync(CancellationToken cancellationToken) => (await ReadKnownAsync(cancellationToken)).Rates;

    /// <summary>Whether anybody has ever made a webhook.</summary>
    public async ValueTask<bool> WebhooksInUseAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).WebhooksInUse;

    /// <summary>What this instance knows is out of date: it has just changed it.</summary>
    internal void Forget()
    {
        lock (_lock)
        {
            // Nor is what is being read at this moment to be relied upon.
            (_known, _reading) = (null, null);
            _changes++;
        }
    }

    private async ValueTask<OperatorSettings> ReadAsync(CancellationToken cancellationToken) => (await ReadKnownAsync(cancellationToken)).Settings;

    private async ValueTask<Known> ReadKnownAsync(CancellationToken cancellationToken)
    {
        Task<Known> reading;
        lock (_lock)
        {
            if (_known is { } known && time.GetElapsedTime(known.At) < KnownFor)
                return known;

            // However many claims want to know at this moment, one asks for all.
            if (_reading is null || _reading.IsCompleted)
                _reading = AskAsync(_changes);
            reading = _reading;
        }

        return await reading.WaitAsync(cancellationToken);
    }

    private async Task<Known> AskAsync(int changes)
    {
        // Leaves the lock of its caller first. The time before the reading: the row may change while the answer is on its way.
        await Task.Yield();

        // Asked by one for all who want to know, so none of them is charged.
        StorageUse.Begin();
        var asked = time.GetTimestamp();
        var settings = await state.SettingsAsync(CancellationToken.None);
        var read = new Known(settings, RateRules.TryParse(settings.Rates, out var set) ? _configuredRates.Under(set) : _configuredRates, asked);
        lock (_lock)
        {
            if (changes == _changes)
                _known = read;
        }

        return read;
    }

    private SlotLimits LimitsOf(OperatorSettings? settings) => new(
        settings?.MaxConcurrent is >= 0 and var global ? global : options.Value.MaxConcurrent,
        settings?.MaxConcurrentPerUser is >= 0 and var perUser ? perUser : options.Value.MaxConcurrentPerUser);
}
