using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Execution;

/// <summary>Whether jobs may start, on any instance. The answer is a row that outlives every restart; see <see cref="Controls"/>.</summary>
/// <param name="state">Where the row is.</param>
/// <param name="controls">What this instance knows of it.</param>
/// <param name="time">What time it is.</param>
public sealed class Processor(ServiceState state, Controls controls, TimeProvider time)
{
    /// <summary>Whether jobs may start.</summary>
    public ValueTask<bool> RunsAsync(CancellationToken cancellationToken) => controls.ProcessorRunsAsync(cancellationToken);

    /// <summary>From now on no job starts. Those that run go on.</summary>
    public Task StopAsync(string by, CancellationToken cancellationToken) => SetAsync(runs: false, by, cancellationToken);

    /// <summary>From now on jobs start again.</summary>
    public Task StartAsync(string by, CancellationToken cancellationToken) => SetAsync(runs: true, by, cancellationToken);

    private async Task SetAsync(bool runs, string by, CancellationToken cancellationToken)
    {
        await state.SetProcessorStoppedAsync(!runs, by, time.GetUtcNow(), cancellationToken);
        controls.Forget();
    }
}
