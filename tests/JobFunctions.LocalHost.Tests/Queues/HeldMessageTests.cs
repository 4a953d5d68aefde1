using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
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
        var message = await ReceiveOneAsync(queue);

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

    [Fact]
    public async Task A_message_that_could_not_be_renewed_in_an_outage_is_renewed_the_next_time()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var outage = new Outage();
        var options = new QueueClientOptions();
        options.AddPolicy(outage, HttpPipelinePosition.PerRetry);
        var queue = new QueueClient(azurite.NewAccount(), "work", options);
        var message = await ReceiveOneAsync(queue);

        var time = new FakeTimeProvider();
        var held = new HeldMessage(queue, message, time, NullLogger.Instance);
        using var ended = new CancellationTokenSource();
        outage.Begins();
        var hiding = held.KeepHiddenAsync(ended.Token);
        time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.BecomesTrue(() => outage.Refused == 1, "a renewal was tried in vain");
        time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.BecomesTrue(() => outage.Passed == 1, "the next one was made");
        await ended.CancelAsync();
        await Eventually.Completes(hiding);

        await held.DeleteAsync();
    }

    private static async Task<QueueMessage> ReceiveOneAsync(QueueClient queue)
    {
        await queue.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        await queue.SendMessageAsync("body", TestContext.Current.CancellationToken);
        return await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
    }

    /// <summary>Refuses the first request after its beginning as the client does when all of its own tries have failed, and counts those that pass then.</summary>
    private sealed class Outage : HttpPipelinePolicy
    {
        private volatile bool _hasBegun;

        public int Refused { get; private set; }

        public int Passed { get; private set; }

        public void Begins() => _hasBegun = true;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (_hasBegun && Refused == 0)
            {
                Refused++;
                throw new AggregateException(new IOException("no route"), new RequestFailedException("no route"));
            }

            await ProcessNextAsync(message, pipeline);
            if (_hasBegun)
                Passed++;
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
