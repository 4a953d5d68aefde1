using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests;

/// <summary>
/// One process of the service without a host: a test rings the bells itself, one after the other. Several over one account are
/// several processes.
/// </summary>
internal sealed class Core : IAsyncDisposable
{
    public static readonly Caller Ann = new("ann", IsAdmin: false, new HashSet<string>());
    public static readonly Caller Admin = new("root", IsAdmin: true, new HashSet<string>());

    private readonly ServiceProvider _services;

    private readonly QueueServiceClient _host;

    // The host of the functions has a client of its own, which a test's faults do not reach.
    private Core(ServiceProvider services, string account) => (_services, _host) = (services, new QueueServiceClient(account));

    public IJobStore Store => Get<IJobStore>();

    public JobService Jobs => Get<JobService>();

    public StorageAccount Account => Get<StorageAccount>();

    public Instance Instance => Get<Instance>();

    public FakeTimeProvider Time => (FakeTimeProvider)Get<TimeProvider>();

    public ScriptedHandler Handler => Get<ScriptedHandler>();

    /// <param name="account">A connection string.</param>
    /// <param name="time">Shared by the processes of a test; a new one when null.</param>
    /// <param name="policy">Sees every storage request.</param>
    /// <param name="replace">Registers other services in the place of the product's.</param>
    /// <param name="settings">Configuration beyond the tests' own.</param>
    public static async Task<Core> StartAsync(
        string account, FakeTimeProvider? time = null, HttpPipelinePolicy? policy = null, Action<IServiceCollection>? replace = null,
        params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] own =
            [("AzureWebJobsStorage", account), ("Jobs:DefaultType", "scripted"), ("Jobs:RetryBase", "00:00:00"), ("Storage:TransactionTimeout", "00:00:30")];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(own.Select(Setting))
            .AddInMemoryCollection(settings.Select(Setting))
            .Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(time ?? new FakeTimeProvider(DateTimeOffset.UtcNow));
        services.AddSingleton<IHostApplicationLifetime, TestLifetime>();
        services.AddSingleton<ScriptedHandler>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<ScriptedHandler>());
        if (policy is not null)
            services.AddSingleton(policy);
        services.AddJobFunctionsCore(configuration);
        replace?.Invoke(services);

        var core = new Core(services.BuildServiceProvider(), account);
        await core.Get<IEnumerable<IHostedService>>().OfType<StorageSetup>().Single().StartingAsync(TestContext.Current.CancellationToken);
        return core;
    }

    /// <summary>For tests that let their clock run while storage works, however slow that is.</summary>
    public static (string Key, string Value)[] PatientStorage { get; } =
        [("Storage:GiveUpAfter", "10:00:00"), ("Storage:TransactionTimeout", "10:00:00")];

    private static KeyValuePair<string, string?> Setting((string Key, string Value) setting) => new(setting.Key, setting.Value);

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Submits a job and reads it.</summary>
    public async Task<Job> SubmitAsync(JobSubmission? submission = null, Caller? caller = null)
    {
        var outcome = await TrySubmitAsync(submission, caller);
        return await Store.RecallAsync(outcome.Id) ?? await FindAsync(outcome.Id);
    }

    public Task<SubmitOutcome> TrySubmitAsync(JobSubmission? submission = null, Caller? caller = null) => Jobs.SubmitAsync(
        Jobs.NewId(), submission ?? New(), hasInputs: false, caller ?? Ann, TestContext.Current.CancellationToken);

    public static JobSubmission New(string config = "{}") => new()
    {
        Name = "a job",
        Config = System.Text.Json.JsonDocument.Parse(config).RootElement,
    };

    public async Task<Job> FindAsync(JobId id) =>
        await Store.FindAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"no job {id}");

    /// <summary>Takes every visible message of a lane out and runs it, as the host would.</summary>
    public async Task RunBellsAsync(Priority priority = Priority.Normal)
    {
        var lane = Lanes.Of(priority);
        var queue = _host.GetQueueClient(lane);
        while (true)
        {
            var messages = (await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken)).Value;
            if (messages.Length == 0)
                return;
            foreach (var message in messages)
                await RunAsync(queue, message);
        }
    }

    /// <summary>Takes the visible messages of the normal lane out, 32 at most, and begins to run all of them at once.</summary>
    public async Task<IReadOnlyList<Task>> StartBellsAsync()
    {
        var queue = _host.GetQueueClient(Lanes.Normal);
        var messages = await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        return [.. messages.Value.Select(message => RunAsync(queue, message))];
    }

    private async Task RunAsync(QueueClient queue, QueueMessage message)
    {
        await Get<BellRunner>().RunAsync(
            new LaneMessage(queue.Name, message.Body.ToString(), message.MessageId, message.InsertedOn ?? default), CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
    }

    /// <summary>Takes every visible message of a lane out, to be run by the test.</summary>
    public async Task<IReadOnlyList<LaneMessage>> TakeBellsAsync(Priority priority = Priority.Normal)
    {
        var lane = Lanes.Of(priority);
        var taken = new List<LaneMessage>();
        while (true)
        {
            var messages = (await _host.GetQueueClient(lane).ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken)).Value;
            if (messages.Length == 0)
                return taken;
            taken.AddRange(messages.Select(message => new LaneMessage(lane, message.Body.ToString(), message.MessageId, message.InsertedOn ?? default)));
        }
    }

    /// <summary>What is in a lane, visible or not.</summary>
    public async Task<int> BellsAsync(Priority priority = Priority.Normal) =>
        (await Account.Queues.GetQueueClient(Lanes.Of(priority)).GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Lets the clock run until a task has ended, however it has.</summary>
    public Task PassTimeUntilAsync(Task task, TimeSpan step, string what) => Eventually.BecomesTrue(
        () =>
        {
            Time.Advance(step);
            return task.IsCompleted;
        },
        what);

    /// <summary>Lets the clock run until a task has ended well.</summary>
    public async Task PassTimeAsync(Task task, TimeSpan step)
    {
        await PassTimeUntilAsync(task, step, "it has been done");
        await task;
    }

    /// <summary>What followers have still to hear of.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> OutboxAsync() =>
        await Get<OutboxTable>().ReadAsync(DateTimeOffset.UtcNow.AddHours(1), TestContext.Current.CancellationToken).ToListAsync();

    /// <summary>Tells followers all that they have still to hear of.</summary>
    public async Task DeliverOutboxAsync()
    {
        foreach (var entry in await OutboxAsync())
            await Get<OutboxDelivery>().DeliverAsync(entry, TestContext.Current.CancellationToken);
    }

    /// <summary>Three quarters of an hour go by, in which timers mend what crashes left, and what they bring about happens.</summary>
    public async Task PassRoundsAsync()
    {
        for (var round = 0; round < 4; round++)
        {
            Time.Advance(TimeSpan.FromMinutes(11));
            await Get<StuckJobs>().ResetAsync(TestContext.Current.CancellationToken);
            await Get<LostBells>().RingAsync(TestContext.Current.CancellationToken);
            await RunBellsAsync();
            await DeliverOutboxAsync();
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
