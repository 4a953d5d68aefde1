using JobFunctions.Core.Audit;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Bulk;

/// <summary>Removes what has been over for long enough. Pending, scheduled, running and held jobs are never removed by age.</summary>
/// <param name="removal">Removes jobs.</param>
/// <param name="instances">The instances and their signals.</param>
/// <param name="batches">The batches.</param>
/// <param name="controls">Whether there are rates.</param>
/// <param name="rates">The paces of their keys.</param>
/// <param name="webhooks">What was sent to webhooks.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="auditOptions">How long that is kept.</param>
/// <param name="state">Remembers when this ended.</param>
/// <param name="options">How long what is kept.</param>
/// <param name="host">How long a round may last.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was removed.</param>
public sealed class Retention(
    JobRemoval removal, InstanceTable instances, BatchTable batches, Controls controls, RateTable rates, WebhookDeliveryTable webhooks, AuditTable audit,
    IOptions<AuditOptions> auditOptions, ServiceState state, IOptions<RetentionOptions> options,
    HostLimits host, TimeProvider time, ILogger<Retention> log)
{
    /// <summary>
    /// Removes what is older than its age, until half of the time is over that the host allows: what overran it would end the process. The
    /// next round goes on with the rest. Safe to stop, to repeat, and on two instances at once.
    /// </summary>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var limit = host.LongestAttempt / 2;
        using var over = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await CleanUpAsync(limit / 2, stop.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.CleanupCut(log, (long)limit.TotalSeconds);
        }
    }

    private async Task CleanUpAsync(TimeSpan jobsLimit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var removed = await removal.RemoveAsync(RetentionPolicy.Over(options.Value, now), jobsLimit, cancellationToken);
        if (removed.Done + removed.Failed > 0)
            Log.CleanedUp(log, removed.Done, removed.Files, removed.Failed);

        await instances.RemoveSignalsAsync(now - options.Value.Orphans, cancellationToken);
        if ((await controls.RatesAsync(cancellationToken)).Any)
            await rates.RemoveBeforeAsync(now - options.Value.Orphans, cancellationToken);
        await webhooks.RemoveBeforeAsync(now - options.Value.WebhookDeliveries, cancellationToken);
        await audit.RemoveBeforeAsync(now - auditOptions.Value.Keep, cancellationToken);

        // Last, since it alone begins anew each time: batches that still have members stay, and are looked at again.
        await batches.RemoveEmptyAsync(now - options.Value.Completed, cancellationToken);
        if (removed.IsComplete)
            await state.SetLastCleanupAsync(time.GetUtcNow(), cancellationToken);
    }
}
