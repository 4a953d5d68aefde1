using System.Globalization;
using System.Text;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outgoing;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Telemetry;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Webhooks;

/// <summary>
/// Makes the calls. One that is not taken is tried again by <see cref="WebhookSchedule"/>; a crash at any moment makes a call too many at
/// worst, with the id of the one before.
/// </summary>
/// <param name="deliveries">The rows.</param>
/// <param name="subscriptions">The owners' subscriptions.</param>
/// <param name="lane">The messages.</param>
/// <param name="secrets">What calls are signed with.</param>
/// <param name="client">Guards what is called.</param>
/// <param name="unreadable">Keeps what is no message of ours.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">Spreads the tries.</param>
/// <param name="log">What could not be delivered.</param>
public sealed class WebhookSender(
    WebhookDeliveryTable deliveries, WebhookSubscriptionTable subscriptions, WebhookLane lane, WebhookSecrets secrets, OutgoingClient client,
    UnreadableMessages unreadable, TimeProvider time, Randomness random, ILogger<WebhookSender> log)
{
    private const int Gone = 410;
    private const int LoggedTries = 20;
    private const int ErrorExcerpt = 200;

    /// <summary>A receiver takes a call and works later; the documents of Standard Webhooks suggest as much.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>An outage that the host's own tries did not outlast.</summary>
    private static readonly TimeSpan AfterPoison = TimeSpan.FromMinutes(5);

    /// <summary>Makes the call that a message names, if it is still due.</summary>
    public async Task RunAsync(LaneMessage message, CancellationToken cancellationToken)
    {
        if (!WebhookLane.TryParse(message.Text, out var parsed))
        {
            await unreadable.RecordAsync(message, cancellationToken);
            return;
        }

        var delivery = await deliveries.FindAsync(parsed.Owner, parsed.Id, cancellationToken);
        if (delivery is not { State: WebhookState.Pending } || parsed.Try < delivery.Tries)
            return;
        await SettleAsync(delivery, await TryAsync(delivery, cancellationToken), cancellationToken);
    }

    /// <summary>The host could not begin with a message, time after time: an outage. It comes again, for a delivery is never given up for that.</summary>
    public async Task HandlePoisonAsync(LaneMessage message, CancellationToken cancellationToken)
    {
        if (WebhookLane.TryParse(message.Text, out var parsed))
            await lane.PutAsync(parsed, AfterPoison, cancellationToken);
        else
            await unreadable.RecordAsync(message, cancellationToken);
    }

    private async Task<Outcome> TryAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(delivery, await SecretsAsync(delivery, cancellationToken), cancellationToken);
        }
        catch (PermanentJobException refused)
        {
            return new Outcome(new WebhookTry(time.GetUtcNow(), null, 0, refused.Message), IsFinal: true, null);
        }
    }

    /// <exception cref="PermanentJobException">The call can't be made: nobody wants it any more, or what it is signed with can't be opened.</exception>
    private async Task<IReadOnlyList<string>> SecretsAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Subscription is not { } name)
            return delivery.Secret is { } own ? [secrets.OpenOwn(delivery.Job, own)] : [];
        return await subscriptions.FindAsync(delivery.Owner, name, cancellationToken) switch
        {
            null => throw new PermanentJobException("The webhook was deleted"),
            { Disabled: { } reason } => throw new PermanentJobException($"The webhook is disabled: {reason}"),
            { } subscription => secrets.Open(subscription, time.GetUtcNow()),
        };
    }

    private async Task<Outcome> CallAsync(WebhookDelivery delivery, IReadOnlyList<string> signers, CancellationToken cancellationToken)
    {
        using var span = JobTracing.StartDelivery(delivery);
        var (now, began) = (time.GetUtcNow(), time.GetTimestamp());
        int? status = null;
        string? error = null;
        TimeSpan? retryAfter = null;
        try
        {
            using var answer = await client.SendAsync(Request(delivery, signers, now.ToUnixTimeSeconds()), cancellationToken);
            (status, retryAfter) = (answer.Status, answer.RetryAfter);
            if (status is < 200 or > 299)
                error = $"{answer.StatusLine}: {await answer.ExcerptAsync(ErrorExcerpt)}".TrimEnd(' ', ':');
        }
        catch (Exception failed) when (failed is OutgoingRefusedException or HttpRequestException or TimeoutException or IOException)
        {
            error = failed.Message;
        }

        JobTracing.EndDelivery(span, status, error);
        var took = (long)time.GetElapsedTime(began).TotalMilliseconds;
        return new Outcome(new WebhookTry(now, status, took, error), IsFinal: error is null || status == Gone, retryAfter);
    }

    private static OutgoingRequest Request(WebhookDelivery delivery, IReadOnlyList<string> signers, long timestamp)
    {
        var (id, body) = (delivery.MessageId, delivery.Payload);
        List<OutgoingHeader> headers =
        [
            new("webhook-id", id), new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)), new("User-Agent", "JobFunctions-Webhooks"),
        ];
        if (signers.Count > 0)
            headers.Add(new OutgoingHeader("webhook-signature", WebhookSignature.Of(id, timestamp, body, signers)));
        return new OutgoingRequest(HttpMethod.Post, new Uri(delivery.Url))
        {
            Headers = headers,
            Content = _ => Task.FromResult<HttpContent>(new StringContent(body, Encoding.UTF8, "application/json")),
            Timeout = Patience,
            // A redirect would take the call to where its owner never said.
            FollowRedirects = false,
        };
    }

    private async Task SettleAsync(WebhookDelivery delivery, Outcome outcome, CancellationToken cancellationToken)
    {
        var tries = delivery.Tries + 1;
        var pause = outcome.IsFinal ? null : WebhookSchedule.After(tries, outcome.RetryAfter, random.NextDouble());

        // The message first: without one nothing would ever try again, while one too many is dropped.
        if (pause is { } wait)
            await lane.PutAsync(new WebhookMessage(delivery.Owner, delivery.Id, tries), wait, cancellationToken);
        await deliveries.TryUpdateAsync(
            delivery with
            {
                State = outcome.Try.Error is null ? WebhookState.Delivered : pause is null ? WebhookState.Failed : WebhookState.Pending,
                Tries = tries,
                NextAt = pause is null ? null : time.GetUtcNow() + pause,
                Log = [.. delivery.Log.Append(outcome.Try).TakeLast(LoggedTries)],
            },
            cancellationToken);
        if (outcome.Try.Error is { } error)
            Log.WebhookFailed(log, delivery.Owner, delivery.Id, tries, error);
        if (outcome.Try.Status == Gone && delivery.Subscription is { } name)
            await DisableAsync(delivery.Owner, name, cancellationToken);
    }

    private async Task DisableAsync(string owner, string name, CancellationToken cancellationToken)
    {
        while (await subscriptions.FindAsync(owner, name, cancellationToken) is { Disabled: null } subscription
            && !await subscriptions.TryWriteAsync(subscription with { Disabled = "the receiver answered 410 Gone" }, cancellationToken))
        {
            // Somebody has changed it meanwhile: once more.
        }
    }

    private readonly record struct Outcome(WebhookTry Try, bool IsFinal, TimeSpan? RetryAfter);
}
