using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Webhooks;

/// <summary>
/// Makes the deliveries of a change: a row for each receiver and a message for each row. The rows' ids follow from the change, so hearing
/// of it twice makes no second one.
/// </summary>
/// <param name="subscriptions">The owners' subscriptions.</param>
/// <param name="deliveries">The rows.</param>
/// <param name="lane">The messages.</param>
/// <param name="time">What time it is.</param>
public sealed class WebhookOutbox(
    WebhookSubscriptionTable subscriptions, WebhookDeliveryTable deliveries, WebhookLane lane, TimeProvider time) : IOutboxReceiver
{
    /// <inheritdoc />
    public Followers Tells => Followers.Webhooks;

    /// <inheritdoc />
    public async Task<bool> ReceiveAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Notice is not { } json)
            return true;
        var notice = WebhookNotice.Read(json);
        if (notice.Own is { } own && own.Events.HasFlag(notice.Event))
            await MakeAsync(entry, notice, null, own.Url, own.Secret, cancellationToken);
        await foreach (var subscription in subscriptions.ListAsync(notice.Owner, cancellationToken))
        {
            // One that was made later hears of the future alone.
            if (subscription.CreatedAt <= notice.SortedAt && subscription.WantedOf(notice.Type).HasFlag(notice.Event))
                await MakeAsync(entry, notice, subscription.Name, subscription.Url, null, cancellationToken);
        }

        return true;
    }

    private async Task MakeAsync(
        OutboxEntry entry, WebhookNotice notice, string? subscription, string url, string? secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = WebhookDeliveryTable.IdOf(notice.SortedAt, entry.OperationId, subscription ?? "");
        var delivery = await deliveries.AddAsync(
            new WebhookDelivery(notice.Owner, id)
            {
                Subscription = subscription,
                Url = url,
                Event = notice.Event,
                Job = notice.Job,
                Payload = WebhookPayload.Of(notice, now),
                Secret = secret,
                TraceParent = notice.TraceParent,
                CreatedAt = now,
                NextAt = now,
            },
            cancellationToken);

        // Also for a row that was there: a crash may have kept its message from being put.
        if (delivery is { State: WebhookState.Pending, Tries: 0 })
            await lane.PutAsync(new WebhookMessage(notice.Owner, id, 0), TimeSpan.Zero, cancellationToken);
    }
}
