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
/// <param name="time">What time it is.</param>
/// <param name="log">What was removed.</param>
public sealed class Retention(
    JobRemoval removal, InstanceTable instances, BatchTable batches, Controls controls, RateTable rates, WebhookDeliveryTable webhooks, AuditTable audit,
    IOptions<AuditOptions> auditOptions, ServiceState state, IOptions<RetentionOptions> options,
    TimeProvider time, ILogger<Retention> log)
{
    /// <summary>Removes everything that is older than its age. Safe to stop, to repeat, and on two instances at once.</summary>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var removed = await removal.RemoveAsync(RetentionPolicy.Over(options.Value, now), limit: null, cancellationToken);
        if (removed.Done + removed.Failed > 0)
            Log.CleanedUp(log, removed.Done, removed.Files, removed.Failed);

        await batches.RemoveEmptyAsync(now - options.Value.Completed, cancellationToken);
        await instances.RemoveSignalsAsync(now - options.Value.Orphans, cancellationToken);
        if ((await controls.RatesAsync(cancellationToken)).Any)
            await rates.RemoveBeforeAsync(now - options.Value.Orphans, cancellationToken);
        await webhooks.RemoveBeforeAsync(now - options.Value.WebhookDeliveries, cancellationToken);
        await audit.RemoveBeforeAsync(now - auditOptions.Value.Keep, cancellationToken);
        if (removed.IsComplete)
            await state.SetLastCleanupAsync(time.GetUtcNow(), cancellationToken);
    }
}
