using JobFunctions.Core.Maintenance;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Timers;

/// <summary>The rounds that mend what a crash left. Each can be missed, repeated or cut short without harm.</summary>
public sealed class MaintenanceFunctions(MaintenanceRounds rounds)
{
    /// <summary>Does whatever is due of all that is short.</summary>
    [Function("TimerMaintenance")]
    public Task TickAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        rounds.TickAsync(cancellationToken);

    /// <summary>Removes what has been over for long enough, also once at start.</summary>
    [Function("TimerRetention")]
    public Task RetentionAsync([TimerTrigger("0 */10 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        rounds.CleanUpAsync(cancellationToken);

    /// <summary>
    /// Mends rows, counters, limits and blobs that contradict each other. It reads every job, so it comes seldom, in a minute in which no
    /// cleanup begins.
    /// </summary>
    [Function("TimerReconciler")]
    public Task MendAsync([TimerTrigger("20 37 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        rounds.MendAsync(cancellationToken);
}
