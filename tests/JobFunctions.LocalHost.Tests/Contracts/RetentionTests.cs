using JobFunctions.Core.Bulk;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>What is over goes after its age; what is not over stays.</summary>
public class RetentionTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_go_at_the_age_of_their_status()
    {
        var time = new ShiftedTime();
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), services => time.Replace(services));
        var completed = await host.SubmitAsync();
        await host.ReachesAsync(completed, "completed");
        var failed = await host.FailedAsync();
        var cancelled = await host.RunningAsync();
        await host.PostAsync($"jobs/{cancelled}/cancel");
        await host.PostAsync("job-queue/stop-processor");
        var pending = await host.SubmitAsync();

        await CleanUpAfterAsync(TimeSpan.FromHours(23));
        Assert.Equal("200 200 200 200", await FoundAsync());
        await CleanUpAfterAsync(TimeSpan.FromHours(2));
        Assert.Equal("404 200 404 200", await FoundAsync());
        await CleanUpAfterAsync(TimeSpan.FromDays(7));
        Assert.Equal("404 404 404 200", await FoundAsync());
        var last = (await host.GetAsync("jobs/queue/stats"))["last_cleanup"].GetDateTimeOffset();
        Assert.True((time.GetUtcNow() - last).Duration() < TimeSpan.FromMinutes(1));

        async Task CleanUpAfterAsync(TimeSpan pause)
        {
            time.Advance(pause);
            await host.Service<Retention>().CleanUpAsync(Token);
        }

        async Task<string> FoundAsync() => string.Join(
            ' ', await Task.WhenAll(new[] { completed, failed, cancelled, pending }.Select(async id => (await host.GetAsync($"jobs/{id}")).Status)));
    }

    [Fact]
    public async Task Signals_that_nobody_hears_and_silent_instances_go()
    {
        var time = new ShiftedTime();
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), services => time.Replace(services));
        var instances = host.Service<InstanceTable>();
        var now = time.GetUtcNow();
        await instances.BeatAsync(new InstanceRow("gone.1", "gone", now, now, 1, 0, 0), Token);
        var job = Core.Jobs.JobId.Parse(await host.RunningAsync());
        await instances.SignalAsync("never.1", job, Token);
        Assert.Equal(2, (await host.GetAsync("jobs/stats"))["total_workers"].GetInt32());

        time.Advance(TimeSpan.FromMinutes(11));
        await host.Service<SilentInstances>().ForgetAsync(Token);
        await host.Service<Retention>().CleanUpAsync(Token);
        Assert.DoesNotContain(await instances.ListAsync(Token), instance => instance.Id == "gone.1");
        Assert.Empty(await instances.SignalsAsync("never.1", Token).ToListAsync(Token));
    }
}
