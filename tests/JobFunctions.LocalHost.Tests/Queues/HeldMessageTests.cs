using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using JobFunctions.LocalHost.Queues;
using JobFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.LocalHost.Tests.Queues;

public class HeldMessageTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_message_is_renewed_every_five_minutes_and_then_deleted_with_the_newest_receipt()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var queue = new QueueClient(azurite.NewAccount(), "work");
        await queue.CreateAsync(cancellationToken: cancellationToken);
        await queue.SendMessageAsync("body", cancellationToken);
        QueueMessage message = await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10), cancellationToken);

        var time = new FakeTimeProvider();
        var held = new HeldMessage(queue, message, time, NullLogger.Instance);
        using var ended = new CancellationTokenSource();
        var hiding = held.KeepHiddenAsync(ended.Token);
        time.Advance(TimeSpan.FromMinutes(5));
        await ended.CancelAsync();
        await Eventually.Completes(hiding);

        await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken));
        await held.DeleteAsync();
        QueueProperties left = await queue.GetPropertiesAsync(cancellationToken);
        Assert.Equal(0, left.ApproximateMessagesCount);
    }
}
