using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Bulk;

public class QueueResumeTests(AzuriteFixture azurite)
{
    private const int Jobs = 600;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_oldest_are_reset_first_however_many_run_and_another_call_goes_on()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var requests = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), time, requests);
        var running = await FillAsync(core);

        var first = await ResumeTenAsync();
        Assert.False(first.IsComplete);
        Assert.Equal(running.Take(10), first.Jobs);
        var second = await ResumeTenAsync();
        Assert.Equal(running.Skip(10).Take(10), second.Jobs);

        var counts = await core.Store.CountAsync(Token);
        Assert.Equal((20, Jobs - 20), (counts[JobStatus.Pending], counts[JobStatus.Running]));
        var reset = await core.FindAsync(first.Jobs[0]);
        Assert.Equal((JobStatus.Pending, null, 0), (reset.Status, reset.StartedAt, reset.RetryCount));
        await Rows.AssertConsistentAsync(core);

        // The time is over when the tenth bell is put.
        Task<BulkOutcome> ResumeTenAsync()
        {
            var bells = 0;
            requests.Pick = (_, request) =>
            {
                if (request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal) && ++bells == 10)
                    time.Advance(BulkRunner.RequestLimit + TimeSpan.FromSeconds(1));
                return null;
            };
            return core.Get<QueueResume>().ResetRunningAsync(null, BulkRunner.RequestLimit, Token);
        }
    }

    /// <summary>Running jobs whose rows lie in the opposite order of their ages.</summary>
    /// <returns>Their ids, the one that started first first.</returns>
    private static async Task<IReadOnlyList<JobId>> FillAsync(Core core)
    {
        const int shards = 4;
        var now = core.Time.GetUtcNow();
        var jobs = Enumerable.Range(1, Jobs)
            .Select(age => Make.Job(JobStatus.Running, shard: shards * (age - 1) / Jobs) with { StartedAt = now.AddSeconds(-age) })
            .ToList();
        await Task.WhenAll(jobs.Select(core.Store.CreateAsync));
        return [.. jobs.OrderBy(job => job.StartedAt).Select(job => job.Id)];
    }
}
