using System.Text.Json;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Webhooks;

/// <summary>The queue of calls to be made. Like a bell a message says "look at this delivery" and nothing more.</summary>
/// <param name="account">Where it is.</param>
/// <param name="observers">Who hears of it in this process.</param>
public sealed class WebhookLane(StorageAccount account, IEnumerable<IQueueObserver> observers)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "webhooks";

    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    internal async Task PutAsync(WebhookMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var hidden = TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds));
        var text = JsonSerializer.Serialize(message, WebhookJson.Default.WebhookMessage);
        await account.Queues.GetQueueClient(Name).SendMessageAsync(text, hidden, Forever, cancellationToken);
        foreach (var observer in observers)
            observer.Enqueued(Name, hidden);
    }

    internal static bool TryParse(string text, out WebhookMessage message)
    {
        try
        {
            message = JsonSerializer.Deserialize(text, WebhookJson.Default.WebhookMessage)!;
            return message is { Owner: not null, Id: { } id } && WebhookDeliveryTable.IsId(id);
        }
        catch (JsonException)
        {
            message = null!;
            return false;
        }
    }
}
