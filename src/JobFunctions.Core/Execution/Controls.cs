using JobFunctions.Core.Limits;
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

    private sealed record Known(OperatorSettings Settings, long At);

    private Known? _known;

    /// <summary>The limits as this instance knew them last, without asking.</summary>
    public SlotLimits LatestLimits => LimitsOf(_known?.Settings);

    /// <summary>Whether jobs may start.</summary>
    public async ValueTask<bool> ProcessorRunsAsync(CancellationToken cancellationToken) =>
        !(await ReadAsync(cancellationToken)).ProcessorStopped;

    /// <summary>The limits in force.</summary>
    public async ValueTask<SlotLimits> LimitsAsync(CancellationToken cancellationToken) => LimitsOf(await ReadAsync(cancellationToken));

    /// <summary>What this instance knows is out of date: it has just changed it.</summary>
    internal void Forget() => _known = null;

    private async ValueTask<OperatorSettings> ReadAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < KnownFor)
            return known.Settings;

        // The time before the reading: the row may change while the answer is on its way.
        var asked = time.GetTimestamp();
        var settings = await state.SettingsAsync(cancellationToken);
        _known = new Known(settings, asked);
        return settings;
    }

    private SlotLimits LimitsOf(OperatorSettings? settings) => new(
        settings?.MaxConcurrent is >= 0 and var global ? global : options.Value.MaxConcurrent,
        settings?.MaxConcurrentPerUser is >= 0 and var perUser ? perUser : options.Value.MaxConcurrentPerUser);
}
