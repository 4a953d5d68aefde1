using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Whether jobs may start, on any instance. The answer is a row that outlives every restart; an instance knows it for
/// <see cref="KnownFor"/>, so a stop holds everywhere within that time.
/// </summary>
/// <param name="state">Where the row is.</param>
/// <param name="time">What time it is.</param>
public sealed class Processor(ServiceState state, TimeProvider time)
{
    /// <summary>How long an instance may act on what it read last.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private sealed record Known(bool Runs, long At);

    private Known? _known;

    /// <summary>Whether jobs may start.</summary>
    public async ValueTask<bool> RunsAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < KnownFor)
            return known.Runs;

        // The time before the reading: the row may change while the answer is on its way.
        var asked = time.GetTimestamp();
        var runs = !await state.IsProcessorStoppedAsync(cancellationToken);
        _known = new Known(runs, asked);
        return runs;
    }

    /// <summary>From now on no job starts. Those that run go on.</summary>
    public Task StopAsync(string by, CancellationToken cancellationToken) => SetAsync(runs: false, by, cancellationToken);

    /// <summary>From now on jobs start again.</summary>
    public Task StartAsync(string by, CancellationToken cancellationToken) => SetAsync(runs: true, by, cancellationToken);

    private async Task SetAsync(bool runs, string by, CancellationToken cancellationToken)
    {
        await state.SetProcessorStoppedAsync(!runs, by, time.GetUtcNow(), cancellationToken);
        _known = new Known(runs, time.GetTimestamp());
    }
}
