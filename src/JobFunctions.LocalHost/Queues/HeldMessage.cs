using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Queues;

/// <summary>A received message, hidden from others as long as its function runs.</summary>
internal sealed class HeldMessage(QueueClient queue, QueueMessage message, TimeProvider time, ILogger logger)
{
    /// <summary>How long a message stays hidden without a renewal.</summary>
    public static readonly TimeSpan HiddenFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan RenewEvery = HiddenFor / 2;

    // Every renewal changes the receipt. Whoever keeps the message hidden ends before the message is deleted or released.
    private string _receipt = message.PopReceipt;

    public QueueMessage Message => message;

    /// <summary>Renews until told to stop, or until the message is no longer ours.</summary>
    public async Task KeepHiddenAsync(CancellationToken until)
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(until))
                await RenewAsync();
        }
        catch (OperationCanceledException)
        {
        }
        catch (RequestFailedException lost) when (lost.Status is 400 or 404)
        {
            logger.MessageLost(message.MessageId, queue.Name, lost.ErrorCode);
        }
    }

    public Task DeleteAsync() => queue.DeleteMessageAsync(message.MessageId, _receipt);

    /// <summary>Shows the message to all again after a pause.</summary>
    public Task ReleaseAsync(TimeSpan pause) => queue.UpdateMessageAsync(message.MessageId, _receipt, visibilityTimeout: pause);

    /// <summary>Copies the body, whatever it holds, then deletes the original: a crash between leaves both, never none.</summary>
    public async Task MoveToAsync(QueueClient poison)
    {
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(message.Body);
        await DeleteAsync();
    }

    private async Task RenewAsync()
    {
        try
        {
            _receipt = (await queue.UpdateMessageAsync(message.MessageId, _receipt, visibilityTimeout: HiddenFor)).Value.PopReceipt;
        }
        catch (Exception failed) when (failed is not RequestFailedException { Status: 400 or 404 })
        {
            // The next renewal comes long before the message is shown to others.
            logger.RenewalFailed(message.MessageId, queue.Name, failed);
        }
    }
}
