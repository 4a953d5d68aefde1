using JobFunctions.Core.Execution;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Maintenance;

/// <summary>
/// Whether this machine's clock is near enough to storage's. An hour ahead it would take living instances for dead, move schedules on past
/// runs that nobody submits, and remove jobs before their time.
/// </summary>
/// <param name="controls">Asks storage, for what every round needs anyhow.</param>
/// <param name="clock">What the answer tells.</param>
/// <param name="options">How much clocks may differ.</param>
/// <param name="log">Says that it is wrong.</param>
public sealed class ClockCheck(Controls controls, StorageClock clock, IOptions<JobOptions> options, ILogger<ClockCheck> log)
{
    /// <summary>What is measured is no better than an answer is quick, and a busy machine reads it seconds later.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>False, and an error in the log, when the clocks differ by 30 seconds more than <see cref="JobOptions.ClockSkew"/>.</summary>
    public async Task<bool> IsRightAsync(CancellationToken cancellationToken)
    {
        await controls.ProcessorRunsAsync(cancellationToken);
        var ahead = clock.Ahead;
        if (ahead.Duration() <= options.Value.ClockSkew + Margin)
            return true;
        Log.ClockWrong(log, (long)ahead.TotalSeconds);
        return false;
    }
}
