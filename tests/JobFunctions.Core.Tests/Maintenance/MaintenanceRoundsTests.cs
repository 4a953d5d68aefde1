using System.Diagnostics.Metrics;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Maintenance;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Service;
using JobFunctions.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Maintenance;

public class MaintenanceRoundsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_idle_minutes_and_a_cleanup_ask_for_what_the_page_on_costs_says()
    {
        // The emulator's clock does not run with the test's: ten minutes between them have to be no fault.
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: ("Jobs:ClockSkew", "00:10:00"));
        var rounds = core.Get<MaintenanceRounds>();
        await rounds.TickAsync(Token);
        using var count = new StorageCount(core.Get<IMeterFactory>());

        for (var tick = 0; tick < 10; tick++)
        {
            core.Time.Advance(TimeSpan.FromSeconds(30));
            await rounds.TickAsync(Token);
        }

        // In 4 shards 13 each time, 8 for lost bells each minute, and 5 for silent instances.
        Assert.Equal((10 * 13) + (5 * 8) + 5, count.Requests.Values.Sum());
        Assert.Equal(count.Requests.Values.Sum(), count.Of("table", "query") + count.Of("table", "read"));

        core.Time.Advance(TimeSpan.FromMinutes(1));
        count.Reset();
        await rounds.CleanUpAsync(Token);
        Assert.Equal(21, count.Requests.Values.Sum());
    }

    [Fact]
    public async Task A_machine_an_hour_ahead_takes_no_job_and_moves_no_schedule_on()
    {
        var account = azurite.NewAccount();
        await using var right = await Core.StartAsync(account);
        await using var ahead = await Core.StartAsync(account, new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));
        var next = right.Time.GetUtcNow().AddSeconds(30);
        var schedules = right.Get<ScheduleControl>();
        var before = await schedules.PutAsync(
            "soon", new ScheduleDraft($"{next.Second} {next.Minute} {next.Hour} * * *", "UTC", MisfirePolicy.Skip, false, Core.New()), null, Core.Ann, Token);
        var running = await right.Store.CreateAsync(Make.Job(created: right.Time.GetUtcNow()));
        await right.Store.UpdateAsync(running, running.Claim("other.1", right.Time.GetUtcNow()));

        await ahead.Get<MaintenanceRounds>().TickAsync(Token);
        Assert.Equal(JobStatus.Running, (await right.FindAsync(running.Id)).Status);
        Assert.Equal(before.NextRun, (await schedules.GetAsync("soon", null, Core.Ann, Token)).NextRun);

        await right.Get<MaintenanceRounds>().TickAsync(Token);
        Assert.Equal(before.NextRun, (await schedules.GetAsync("soon", null, Core.Ann, Token)).LastRun);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3600, false)]
    [InlineData(-3600, false)]
    public async Task A_clock_is_wrong_in_both_directions(int seconds, bool isRight)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), new FakeTimeProvider(DateTimeOffset.UtcNow.AddSeconds(seconds)));

        Assert.Equal(isRight, await core.Get<ClockCheck>().IsRightAsync(Token));
    }
}
