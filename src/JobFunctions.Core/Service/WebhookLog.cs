using JobFunctions.Core.Audit;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Service;

/// <summary>What has become of the caller's webhooks.</summary>
/// <param name="deliveries">The deliveries.</param>
/// <param name="lane">Where they wait for their next try.</param>
/// <param name="audit">Who did what.</param>
/// <param name="time">What time it is.</param>
public sealed class WebhookLog(WebhookDeliveryTable deliveries, WebhookLane lane, AuditTrail audit, TimeProvider time)
{
    /// <summary>A page of the caller's deliveries, the newest first, and the cursor of the next one.</summary>
    /// <exception cref="InvalidRequestException">The cursor is none.</exception>
    public async Task<(IReadOnlyList<WebhookDelivery> Deliveries, string? Cursor)> ListAsync(
        string? cursor, int limit, Caller caller, CancellationToken cancellationToken)
    {
        if (cursor is not null && !WebhookDeliveryTable.IsId(cursor))
            throw new InvalidRequestException("cursor", "must be what next_cursor gave");
        var page = await deliveries.ListAsync(caller.UserId, cursor, limit, cancellationToken);
        return (page, page.Count == limit ? page[^1].Id : null);
    }

    /// <summary>Makes a call again that was delivered or given up, with the same id and body, and all its tries anew.</summary>
    /// <exception cref="NotFoundException">The caller has no such delivery.</exception>
    public async Task<WebhookDelivery> ReplayAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var delivery = WebhookDeliveryTable.IsId(id) ? await deliveries.FindAsync(caller.UserId, id, cancellationToken) : null;
            if (delivery is null)
                throw new NotFoundException($"Delivery not found: {id}");
            var replayed = delivery with { State = WebhookState.Pending, Tries = 0, NextAt = time.GetUtcNow() };
            if (!await deliveries.TryUpdateAsync(replayed, cancellationToken))
                continue;
            await lane.PutAsync(new WebhookMessage(caller.UserId, id, 0), TimeSpan.Zero, cancellationToken);
            await audit.RecordAsync(caller, AuditActions.ReplayWebhook, id, caller.UserId, delivery.Subscription);
            return replayed;
        }
    }
}
