using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.Time.Testing;
using Processor = JobFunctions.Core.Execution.Processor;

namespace JobFunctions.Core.Tests.Execution;

public class ProcessorTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_holds_on_every_instance_within_2_seconds_and_after_restarts()
    {
        var (account, time) = (azurite.NewAccount(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var requests = new FaultPolicy();
        await using var one = await Core.StartAsync(account, time);
        await using var other = await Core.StartAsync(account, time, requests);
        await RunsAsync(other);

        await one.Get<Processor>().StopAsync("root", Token);
        await ParksAsync(one);

        // Until its knowledge is two seconds old an instance asks nobody, so that a bell costs no request more.
        time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        requests.Restart();
        Assert.True(await other.Get<Processor>().RunsAsync(Token));
        Assert.Equal(0, requests.Requests);
        time.Advance(TimeSpan.FromTicks(1));
        await ParksAsync(other);

        await using (var restarted = await Core.StartAsync(account, time))
            await ParksAsync(restarted);
        Assert.Equal(3, (await one.Get<ParkedBells>().HeadAsync(100, Token)).Count);

        await one.Get<Processor>().StartAsync("root", Token);
        time.Advance(TimeSpan.FromSeconds(2));
        await RunsAsync(other);
    }

    private static async Task RunsAsync(Core core)
    {
        var job = await core.SubmitAsync();
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);
    }

    private static async Task ParksAsync(Core core)
    {
        var job = await core.SubmitAsync();
        await core.RunBellsAsync();
        var parked = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Pending, 0), (parked.Status, parked.Attempt));
        Assert.Contains(await core.Get<ParkedBells>().HeadAsync(100, Token), bell => bell.Job == job.Id);
    }
}
