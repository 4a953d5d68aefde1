using JobFunctions.Core.Execution;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Timers;

/// <summary>The rounds that mend what a crash left. Each can be missed, repeated or cut short without harm.</summary>
public sealed class MaintenanceFunctions(StuckJobs stuck, LostBells bells, SilentInstances instances)
{
    /// <summary>Takes the jobs of instances whose lease is over.</summary>
    [Function("TimerStuckJobs")]
    public Task StuckJobsAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        stuck.ResetAsync(null, cancellationToken);

    /// <summary>Rings again for due jobs that lost their bell.</summary>
    [Function("TimerLostBells")]
    public Task LostBellsAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        bells.RingAsync(cancellationToken);

    /// <summary>Forgets silent instances and folds their counters.</summary>
    [Function("TimerSilentInstances")]
    public Task SilentInstancesAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        instances.ForgetAsync(cancellationToken);
}
