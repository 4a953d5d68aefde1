using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost.Queues;
using JobFunctions.LocalHost.Tests.EndToEnd;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.Costs;

/// <summary>
/// The service, in one process or in two (one submits, the other runs), without timers, whose clock stands and whose requests count.
/// </summary>
internal sealed class CountedService : IAsyncDisposable
{
    private readonly RunningService _front;
    private readonly RunningService _back;
    private readonly ConcurrentDictionary<JobId, TaskCompletionSource> _ends = new();

    private CountedService(RunningService front, RunningService back, StorageCount count)
    {
        (_front, _back, Count) = (front, back, count);
        back.Service<CommitFeed>().Committed += OnCommitted;
    }

    public StorageCount Count { get; }

    public string LastJob { get; private set; } = "";

    public static async Task<CountedService> StartAsync(string account)
    {
        var parts = new Parts();
        var service = await StartAsync(account, parts, type => type.Namespace != "JobFunctions.Timers");
        return await WarmAsync(new CountedService(service, service, parts.Count), processes: 1);
    }

    public static async Task<CountedService> StartTwoAsync(string account)
    {
        var parts = new Parts();
        var back = await StartAsync(account, parts, type => type.Namespace == "JobFunctions.Queue");
        var front = await StartAsync(account, parts, type => type.Namespace == "JobFunctions.Http");

        // In the place of polling, for which the clock would have to go: the lane is looked at when its job is there.
        front.Service<CommitFeed>().Committed += (_, _, _) => back.Service<QueueWakeUps>().Enqueued(Lanes.Normal, TimeSpan.Zero);
        return await WarmAsync(new CountedService(front, back, parts.Count), processes: 2);
    }

    /// <summary>Submits no-op jobs over HTTP, one after the other, and waits until the bells are gone as well.</summary>
    public async Task RunAsync(int jobs)
    {
        var deleted = Count.Of("queue", "delete");
        for (var i = 0; i < jobs; i++)
        {
            LastJob = await _front.SubmitAsync("""{"name": "a job", "type": "noop", "config": {}}""");
            await Eventually.Completes(End(JobId.Parse(LastJob)).Task);
        }

        await Eventually.BecomesTrue(() => Count.Of("queue", "delete") == deleted + jobs, "every bell is removed");
    }

    public Task GetAsync(string path) => _front.GetAsync(path);

    public async ValueTask DisposeAsync()
    {
        Count.Dispose();
        await _front.DisposeAsync();
        if (_back != _front)
            await _back.DisposeAsync();
    }

    private static Task<RunningService> StartAsync(string account, Parts parts, Func<Type, bool> hosts) => RunningService.StartAsync(
        HostedApp.Default with { Types = [.. HostedApp.Default.Types.Where(hosts)] },
        account,
        services => services.AddSingleton<TimeProvider>(parts.Time).AddSingleton(parts.Meters));

    private static async Task<CountedService> WarmAsync(CountedService service, int processes)
    {
        // What is asked for once in a process's life is over after this.
        await service.RunAsync(jobs: 1);
        const int shardsNoted = 1;
        await Eventually.BecomesTrue(
            () => service.Count.Of("table", "write") == processes + shardsNoted, "each process has told that it is there, and the first the shards");
        await Eventually.BecomesTrue(() => service.Count.Receives.Empty >= Lanes.All.Count * 2, "every lane and poison queue was looked at");
        service.Count.Reset();
        return service;
    }

    /// <summary>What the processes share. It counts from before their start.</summary>
    private sealed class Parts
    {
        public Parts()
        {
            Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
            Count = new StorageCount(Meters);
        }

        public SteppedTime Time { get; } = new();

        public IMeterFactory Meters { get; }

        public StorageCount Count { get; }
    }

    private TaskCompletionSource End(JobId id) => _ends.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void OnCommitted(JobId id, Job? before, Job? job)
    {
        if (job is { Status: JobStatus.Completed })
            End(id).TrySetResult();
    }
}
