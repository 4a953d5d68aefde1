using JobFunctions.Core.Consistency;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Timers;

/// <summary>The round that mends what should never be. It reads every job, so it comes seldom.</summary>
public sealed class ReconcilerFunctions(Reconciler reconciler)
{
    /// <summary>Mends rows, counters, limits and blobs that contradict each other. The minute is one that no other round begins in.</summary>
    [Function("TimerReconciler")]
    public Task MendAsync([TimerTrigger("20 37 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        reconciler.MendIfDueAsync(cancellationToken);
}
