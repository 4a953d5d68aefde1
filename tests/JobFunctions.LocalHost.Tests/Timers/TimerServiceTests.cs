using System.Collections.Concurrent;
using JobFunctions.LocalHost.Timers;
using JobFunctions.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.LocalHost.Tests.Timers;

public class TimerServiceTests(AzuriteFixture azurite)
{
    private readonly string _storage = azurite.NewAccount();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 59, 30, TimeSpan.Zero));

    [Fact]
    public async Task A_function_runs_at_the_start_when_asked_and_whenever_it_is_due()
    {
        var probe = new Probe();
        await using var host = await StartAsync(typeof(AtStart), probe);
        await Eventually.BecomesTrue(() => probe.Runs.Count == 1, "it ran at the start");
        await AdvanceUntilAsync(() => probe.Runs.Count >= 3, "it ran twice more");
        Assert.All(probe.Runs, run => Assert.False(run.IsPastDue));
        Assert.Equal(0, probe.Runs.Last().ScheduleStatus!.Next.Second);
    }

    [Fact]
    public async Task A_function_never_overlaps_itself()
    {
        var gate = new TaskCompletionSource();
        var probe = new Probe { Act = () => gate.Task };
        await using var host = await StartAsync(typeof(AtStart), probe);
        await Eventually.BecomesTrue(() => probe.Running == 1, "it runs");
        var began = _time.GetUtcNow();
        await AdvanceUntilAsync(() => _time.GetUtcNow() - began > TimeSpan.FromMinutes(3), "minutes went by");
        Assert.Single(probe.Runs);
        gate.SetResult();
        await AdvanceUntilAsync(() => probe.Runs.Count >= 2, "it ran again");
    }

    [Fact]
    public async Task Only_one_of_two_hosts_runs_the_timers_and_the_other_takes_over()
    {
        var (first, second) = (new Probe(), new Probe());
        await using var holder = await StartAsync(typeof(AtStart), first);
        await Eventually.BecomesTrue(() => !first.Runs.IsEmpty, "the first has the lease");

        await using var waiting = await StartAsync(typeof(AtStart), second);
        await AdvanceUntilAsync(() => first.Runs.Count >= 4, "the first ran on");
        Assert.Empty(second.Runs);

        await holder.StopAsync();
        await AdvanceUntilAsync(() => !second.Runs.IsEmpty, "the second took over");
    }

    [Fact]
    public async Task A_missed_run_is_made_up_for()
    {
        var probe = new Probe();
        await using (await StartAsync(typeof(Hourly), probe))
            await AdvanceUntilAsync(() => !probe.Runs.IsEmpty, "it ran");
        Assert.False(probe.Runs.Last().IsPastDue);

        _time.Advance(TimeSpan.FromHours(3));
        var later = new Probe();
        await using var host = await StartAsync(typeof(Hourly), later);
        await Eventually.BecomesTrue(() => !later.Runs.IsEmpty, "it ran late");
        Assert.True(later.Runs.First().IsPastDue);
    }

    [Fact]
    public async Task A_failure_does_not_end_the_timer()
    {
        var probe = new Probe { Act = () => throw new InvalidOperationException("as asked") };
        await using var host = await StartAsync(typeof(AtStart), probe);
        await AdvanceUntilAsync(() => probe.Runs.Count >= 2, "it ran again");
    }

    private Task<TestHost> StartAsync(Type functions, Probe probe) => TestHost.StartAsync(
        functions,
        _storage,
        services => services
            .AddSingleton(probe)
            .AddSingleton<TimeProvider>(_time)
            // The lease lives by the emulator's clock, which these tests can't turn forward.
            .AddSingleton(provider => new TimerLease(provider.GetRequiredService<TimerStorage>(), TimeProvider.System, NullLogger<TimerLease>.Instance)),
        ("EveryMinute", "0 * * * * *"));

    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Eventually.BecomesTrue(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return condition();
    }, what);

    public sealed class Probe
    {
        public ConcurrentQueue<TimerInfo> Runs { get; } = [];

        public Func<Task> Act { get; init; } = () => Task.CompletedTask;

        public int Running { get; private set; }

        public async Task RunAsync(TimerInfo timer)
        {
            Runs.Enqueue(timer);
            Running++;
            await Act();
            Running--;
        }
    }

    public class AtStart(Probe probe)
    {
        [Function("Minutely")]
        public Task Run([TimerTrigger("%EveryMinute%", RunOnStartup = true)] TimerInfo timer) => probe.RunAsync(timer);
    }

    public class Hourly(Probe probe)
    {
        [Function("Hourly")]
        public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => probe.RunAsync(timer);
    }
}
