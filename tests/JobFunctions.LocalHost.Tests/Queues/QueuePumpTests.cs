using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.LocalHost.Tests.Queues;

public class QueuePumpTests
{
    private const string Settings = "AzureFunctionsJobHost:extensions:queues:";

    private readonly string _storage;
    private readonly QueueClient _work;
    private readonly QueueClient _poison;

    public QueuePumpTests(AzuriteFixture azurite)
    {
        _storage = azurite.NewAccount();
        _work = Queue("work");
        _poison = Queue("work-poison");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_runs_once_and_is_deleted()
    {
        var probe = new QueueProbe();
        await using var host = await StartAsync(probe);
        await SendAsync("hello");
        await EmptiesAsync(_work);
        var call = Assert.Single(probe.Calls);
        Assert.Equal(("hello", "1"), (call.Body, call.DequeueCount));
    }

    [Fact]
    public async Task A_message_that_fails_too_often_goes_to_the_poison_queue()
    {
        var probe = new QueueProbe { Act = _ => throw new InvalidOperationException("as asked") };
        await using var host = await StartAsync(probe, ("maxDequeueCount", "3"));
        await SendAsync("bad");
        var poison = await ArrivesAsync(_poison);
        Assert.Equal(["1", "2", "3"], probe.Calls.Select(call => call.DequeueCount));
        Assert.Equal("bad", Decode(poison));
        await EmptiesAsync(_work);
    }

    [Fact]
    public async Task A_body_that_is_no_Base64_never_reaches_the_function()
    {
        var probe = new QueueProbe();
        await using var host = await StartAsync(probe, ("maxDequeueCount", "2"));
        await _work.CreateIfNotExistsAsync(cancellationToken: Token);
        await _work.SendMessageAsync("no base64!", Token);
        var poison = await ArrivesAsync(_poison);
        Assert.Equal("no base64!", poison.Body.ToString());
        Assert.Empty(probe.Calls);
        await EmptiesAsync(_work);
    }

    [Fact]
    public async Task A_plain_text_reaches_the_function_whatever_it_is()
    {
        var probe = new QueueProbe();
        await using var host = await StartAsync(probe, ("messageEncoding", "none"));
        await _work.CreateIfNotExistsAsync(cancellationToken: Token);
        await _work.SendMessageAsync("no base64!", Token);
        await EmptiesAsync(_work);
        Assert.Equal("no base64!", Assert.Single(probe.Calls).Body);
    }

    [Fact]
    public async Task A_message_above_the_count_is_poison_without_a_run()
    {
        await SendAsync("crashed");
        for (var count = 0; count < 2; count++)
        {
            QueueMessage message = await _work.ReceiveMessageAsync(cancellationToken: Token);
            await _work.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Token);
        }

        var probe = new QueueProbe();
        await using var host = await StartAsync(probe, ("maxDequeueCount", "2"));
        Assert.Equal("crashed", Decode(await ArrivesAsync(_poison)));
        Assert.Empty(probe.Calls);
    }

    [Fact]
    public async Task A_poison_queue_has_none_of_its_own()
    {
        await _poison.CreateIfNotExistsAsync(cancellationToken: Token);
        await _poison.SendMessageAsync(Encode("bad"), Token);
        var probe = new QueueProbe { Act = _ => throw new InvalidOperationException("as asked") };
        await using (await StartAsync(probe, ("maxDequeueCount", "1"), ("name", "work-poison")))
            await Eventually.BecomesTrue(() => !probe.Calls.IsEmpty, "the function ran");

        Assert.False(await Queue("work-poison-poison").ExistsAsync(Token));
        Assert.Equal(1, await CountAsync(_poison));
    }

    [Fact]
    public async Task No_more_run_at_once_than_the_batch_and_the_threshold()
    {
        var gate = new TaskCompletionSource();
        var probe = new QueueProbe { Act = token => gate.Task.WaitAsync(token) };
        for (var number = 0; number < 12; number++)
            await SendAsync($"{number}");

        await using var host = await StartAsync(probe, ("batchSize", "2"), ("newBatchThreshold", "1"));
        await Eventually.BecomesTrue(() => probe.Running >= 2, "a batch runs");
        gate.SetResult();
        await EmptiesAsync(_work);
        Assert.Equal(12, probe.Calls.DistinctBy(call => call.Body).Count());
        Assert.InRange(probe.MostAtOnce, 2, 3);
    }

    [Fact]
    public async Task An_idle_pump_wakes_for_a_message_of_its_own_process()
    {
        // This clock stands still, so no poll but the first can find the message: the observer alone wakes the pump.
        var probe = new QueueProbe();
        await using var host = await StartAsync(probe, new FakeTimeProvider());
        await Eventually.BecomesTrue(async () => await _work.ExistsAsync(Token), "the queue exists");
        await SendAsync("hello");
        host.Service<IQueueObserver>().Enqueued("work", TimeSpan.Zero);
        await EmptiesAsync(_work);
    }

    [Fact]
    public async Task A_message_whose_function_ends_at_shutdown_is_there_at_once_for_others()
    {
        var probe = new QueueProbe { Act = token => Task.Delay(Timeout.Infinite, token) };
        await SendAsync("unfinished");
        await using (await StartAsync(probe))
            await Eventually.BecomesTrue(() => probe.Running == 1, "the function runs");

        QueueMessage back = await _work.ReceiveMessageAsync(cancellationToken: Token);
        Assert.Equal("unfinished", Decode(back));
        Assert.False(await _poison.ExistsAsync(Token) && await CountAsync(_poison) > 0);
    }

    [Fact]
    public async Task A_queue_that_was_deleted_is_made_again()
    {
        var probe = new QueueProbe();
        await using var host = await StartAsync(probe);
        await SendAsync("one");
        await EmptiesAsync(_work);
        await _work.DeleteAsync(Token);
        await Eventually.BecomesTrue(async () => await _work.ExistsAsync(Token), "the queue exists again");
        await SendAsync("two");
        await EmptiesAsync(_work);
        Assert.Equal(["one", "two"], probe.Calls.Select(call => call.Body));
    }

    private static string Encode(string body) => Convert.ToBase64String(Encoding.UTF8.GetBytes(body));

    private static string Decode(QueueMessage message) => Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString()));

    private static async Task<int> CountAsync(QueueClient queue) => (await queue.GetPropertiesAsync(Token)).Value.ApproximateMessagesCount;

    // Hidden messages count, so an empty queue means that all were deleted.
    private static Task EmptiesAsync(QueueClient queue) => Eventually.BecomesTrue(async () => await CountAsync(queue) == 0, $"{queue.Name} is empty");

    private static Task<QueueMessage> ArrivesAsync(QueueClient queue) => Eventually.Appears(async () =>
        await queue.ExistsAsync(Token) ? (await queue.ReceiveMessageAsync(cancellationToken: Token)).Value : null, $"a message is in {queue.Name}");

    private QueueClient Queue(string name) => new(_storage, name);

    private async Task SendAsync(string body)
    {
        await _work.CreateIfNotExistsAsync(cancellationToken: Token);
        await _work.SendMessageAsync(Encode(body), Token);
    }

    private Task<TestHost> StartAsync(QueueProbe probe, params (string Key, string Value)[] queueSettings) => StartAsync(probe, TimeProvider.System, queueSettings);

    private Task<TestHost> StartAsync(QueueProbe probe, TimeProvider time, params (string Key, string Value)[] queueSettings) =>
        TestHost.StartAsync(
            typeof(Functions),
            _storage,
            services => services.AddSingleton(probe).AddSingleton(time),
            [
                ("QueueName", queueSettings.FirstOrDefault(setting => setting.Key == "name").Value ?? "work"),
                ($"{Settings}visibilityTimeout", "00:00:00"),
                ($"{Settings}messageEncoding", "base64"),
                ($"{Settings}maxPollingInterval", "00:00:00.2"),
                .. queueSettings.Select(setting => (Settings + setting.Key, setting.Value)),
            ]);

    public class Functions(QueueProbe probe)
    {
        [Function("Work")]
        public Task Work([QueueTrigger("%QueueName%")] string body, FunctionContext context, CancellationToken cancellationToken) =>
            probe.RunAsync(body, context.BindingContext.BindingData, cancellationToken);
    }
}
