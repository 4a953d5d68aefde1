using JobFunctions.Core.Bulk;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Schedules;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Timers;

/// <summary>The rounds that mend what a crash left. Each can be missed, repeated or cut short without harm.</summary>
public sealed class MaintenanceFunctions(
    StuckJobs stuck, LostBells bells, SilentInstances instances, ParkedJobs parked, SlotSweep slots, ScheduleRound schedules, OutboxDelivery outbox,
    Retention retention)
{
    /// <summary>
    /// Takes the jobs of instances whose lease is over, and tells followers what an instance that died did not tell them: one execution for
    /// both.
    /// </summary>
    [Function("TimerStuckJobs")]
    public Task StuckJobsAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(stuck.ResetAsync(null, cancellationToken), outbox.DeliverLeftAsync(cancellationToken));

    /// <summary>Rings again for due jobs that lost their bell.</summary>
    [Function("TimerLostBells")]
    public Task LostBellsAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        bells.RingAsync(cancellationToken);

    /// <summary>
    /// Rings the bells that are still parked although the processor runs, frees slots that a crash left, and submits what schedules have
    /// next: one execution for all three, since each has nothing to do most of the time.
    /// </summary>
    [Function("TimerParkedJobs")]
    public Task ParkedJobsAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        return Task.WhenAll(WakeAsync(), schedules.SubmitDueAsync(cancellationToken));

        async Task WakeAsync()
        {
            await parked.RingAsync(cancellationToken);
            await slots.SweepAsync(cancellationToken);
        }
    }

    /// <summary>Removes what has been over for long enough, also once at start.</summary>
    [Function("TimerRetention")]
    public Task RetentionAsync([TimerTrigger("0 */10 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        retention.CleanUpAsync(cancellationToken);

    /// <summary>Forgets silent instances and folds their counters.</summary>
    [Function("TimerSilentInstances")]
    public Task SilentInstancesAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        instances.ForgetAsync(cancellationToken);
}
