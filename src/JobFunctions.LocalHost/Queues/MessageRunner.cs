using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Queues;

/// <summary>Runs a queue function on a message and settles what becomes of the message.</summary>
internal sealed class MessageRunner(
    FunctionDescriptor function,
    QueueClient queue,
    QueueClient? poison,
    QueueSettings settings,
    QueueWakeUps wakeUps,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger logger)
{
    private readonly FunctionInvoker _invoker = new(function, routeValues: []);

    private enum Outcome
    {
        Done,
        Failed,
        HandedBack,
    }

    /// <summary>Never throws: what fails is logged, and the message shows up again when its time is over.</summary>
    public async Task RunAsync(QueueMessage message, CancellationToken stopping)
    {
        var held = new HeldMessage(queue, message, time, logger);
        try
        {
            // Only a crash can bring a message above the count: the last try of one that fails is known while it runs.
            if (poison is not null && message.DequeueCount > settings.MaxDequeueCount)
                await GiveUpAsync(held, poison);
            else
                await SettleAsync(held, await TryAsync(held, stopping));
        }
        catch (Exception exception)
        {
            logger.MessageNotSettled(message.MessageId, queue.Name, exception);
        }
    }

    private Task SettleAsync(HeldMessage held, Outcome outcome) => outcome switch
    {
        Outcome.Done => held.DeleteAsync(),
        Outcome.HandedBack => held.ReleaseAsync(TimeSpan.Zero),
        // As on the platform: without a poison queue behind it, the message waits until it is no longer hidden.
        Outcome.Failed when poison is null => Task.CompletedTask,
        Outcome.Failed when held.Message.DequeueCount >= settings.MaxDequeueCount => GiveUpAsync(held, poison),
        _ => held.ReleaseAsync(settings.VisibilityTimeout),
    };

    private async Task GiveUpAsync(HeldMessage held, QueueClient poisonQueue)
    {
        logger.MessagePoisoned(held.Message.MessageId, queue.Name, held.Message.DequeueCount);
        await held.MoveToAsync(poisonQueue);
        wakeUps.Enqueued(poisonQueue.Name, TimeSpan.Zero);
    }

    private async Task<Outcome> TryAsync(HeldMessage held, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
            return Outcome.HandedBack;

        using var ended = new CancellationTokenSource();
        var hiding = held.KeepHiddenAsync(ended.Token);
        try
        {
            await InvokeAsync(held.Message, stopping);
            return Outcome.Done;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Outcome.HandedBack;
        }
        catch (Exception exception)
        {
            logger.MessageFailed(function.Name, held.Message.MessageId, queue.Name, held.Message.DequeueCount, exception);
            return Outcome.Failed;
        }
        finally
        {
            await ended.CancelAsync();
            await hiding;
        }
    }

    private async Task InvokeAsync(QueueMessage message, CancellationToken stopping)
    {
        // Bodies are decoded here and not by the client, for which one message that is no Base64 spoils its whole batch.
        var text = message.Body.ToString();
        var body = settings.IsBase64 ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : text;
        await using var scope = scopes.CreateAsyncScope();
        await _invoker.InvokeAsync(new Invocation(function.Name, body, MessageMetadata.Of(message), scope.ServiceProvider, stopping));
    }
}
