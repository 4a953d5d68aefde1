using JobFunctions.Core.Audit;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Service;

/// <summary>What has become of the caller's webhooks, or, for admins, of another user's.</summary>
/// <param name="deliveries">The deliveries.</param>
/// <param name="lane">Where they wait for their next try.</param>
/// <param name="audit">Who did what.</param>
/// <param name="time">What time it is.</param>
public sealed class WebhookLog(WebhookDeliveryTable deliveries, WebhookLane lane, AuditTrail audit, TimeProvider time)
{
    /// <summary>Longer than the row takes to be written; the call may be made twice when its answer takes longer.</summary>
    private static readonly TimeSpan AfterCrash = TimeSpan.FromMinutes(1);

    /// <summary>A page of an owner's deliveries (the caller's when null), the newest first, and the cursor of the next one.</summary>
    /// <exception cref="InvalidRequestException">The cursor is none.</exception>
    /// <exception cref="ForbiddenException">They are another user's.</exception>
    public async Task<(IReadOnlyList<WebhookDelivery> Deliveries, string? Cursor)> ListAsync(
        string? owner, string? cursor, int limit, Caller caller, CancellationToken cancellationToken)
    {
        if (cursor is not null && !WebhookDeliveryTable.IsId(cursor))
            throw new InvalidRequestException("cursor", "must be what next_cursor gave");
        var page = await deliveries.ListAsync(caller.OwnerOrSelf(owner, "webhooks"), cursor, limit, cancellationToken);
        return (page, page.Count == limit ? page[^1].Id : null);
    }

    /// <summary>Makes a call again that was delivered or given up, with the same id and body, and all its tries anew.</summary>
    /// <exception cref="NotFoundException">The owner has no such delivery.</exception>
    /// <exception cref="ForbiddenException">It would be another user's.</exception>
    public async Task<WebhookDelivery> ReplayAsync(string id, string? owner, Caller caller, CancellationToken cancellationToken)
    {
        owner = caller.OwnerOrSelf(owner, "webhooks");
        while (true)
        {
            var delivery = WebhookDeliveryTable.IsId(id) ? await deliveries.FindAsync(owner, id, cancellationToken) : null;
            if (delivery is null)
                throw new NotFoundException($"Delivery not found: {id}");
            var replayed = delivery with { State = WebhookState.Pending, Tries = 0, NextAt = time.GetUtcNow() };

            // One message comes later in any case: a crash after the row would leave a call that waits for ever. The one at once may be lost.
            await lane.PutAsync(new WebhookMessage(owner, id, 0), AfterCrash, cancellationToken);
            if (!await deliveries.TryUpdateAsync(replayed, cancellationToken))
                continue;
            await lane.PutAsync(new WebhookMessage(owner, id, 0), TimeSpan.Zero, cancellationToken);
            await audit.RecordAsync(caller, AuditActions.ReplayWebhook, id, owner, delivery.Subscription);
            return replayed;
        }
    }
}
