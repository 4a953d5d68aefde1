using System.Diagnostics.Metrics;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost.Tests.EndToEnd;
using JobFunctions.Testing;
using JobFunctions.Testing.Memory;

namespace JobFunctions.LocalHost.Tests.Costs;

/// <summary>What a call costs does not depend on how many jobs are stored. The store is in memory; it counts the rows that it looks at.</summary>
public sealed class GrowthTests(AzuriteFixture azurite)
{
    private static readonly string[] Calls =
        ["jobs/list?limit=50", "jobs/list?status=completed&limit=50", "jobs/list?user_id=user7&limit=50", "jobs/failed?limit=50", "jobs/stats", "jobs/queue/stats"];

    [Fact]
    public async Task Calls_cost_the_same_with_a_hundred_times_the_jobs()
    {
        var few = await CostsAsync(jobs: 1_000);
        var many = await CostsAsync(jobs: 100_000);

        Assert.All(few.Zip(many), pair =>
        {
            Assert.Equal(pair.First.Call, pair.Second.Call);
            Assert.Equal(pair.First.Requests, pair.Second.Requests);
            Assert.InRange(pair.Second.Scanned, 0, 1.1 * pair.First.Scanned);
        });
    }

    [Fact]
    public async Task A_job_lives_on_the_store_in_memory_as_on_the_emulator()
    {
        await using var storage = await MemoryStorage.StartAsync(azurite.NewAccount());
        await using var service = await RunningService.StartAsync(storage.ConnectionString);

        var id = await service.SubmitAsync("""{"name": "o'hara 50%/2", "type": "noop", "config": {}, "max_retries": 0}""");
        var job = await service.EndsAsync(id);
        var failing = await service.SubmitAsync("""{"name": "fails", "type": "noop", "config": {"fail_times": -1}, "max_retries": 0}""");
        await service.EndsAsync(failing);
        var failed = (await service.GetAsync("jobs/list?status=failed")).Answer;
        var stats = (await service.GetAsync("jobs/stats")).Answer;

        Assert.Equal(("completed", "o'hara 50%/2"), (job.GetProperty("status").GetString(), job.GetProperty("name").GetString()));
        Assert.Equal(failing, Assert.Single(failed.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal((1, 1), (stats.GetProperty("completed").GetInt32(), stats.GetProperty("failed").GetInt32()));
        Assert.Equal(System.Net.HttpStatusCode.OK, (await service.DeleteAsync($"jobs/{id}")).Status);
    }

    private async Task<List<(string Call, long Requests, double Scanned)>> CostsAsync(int jobs)
    {
        await using var storage = await MemoryStorage.StartAsync(azurite.NewAccount());
        JobSeed.Fill(storage, jobs, new StoreOptions().Shards, DateTimeOffset.UtcNow, owners: 10);
        await using var service = await RunningService.StartAsync(
            HostedApp.Default with { Types = [.. HostedApp.Default.Types.Where(type => type.Namespace == "JobFunctions.Http")] }, storage.ConnectionString, null);
        using var count = new StorageCount(service.Service<IMeterFactory>());

        var costs = new List<(string, long, double)>();
        var first = (await service.GetAsync("jobs/list?limit=1")).Answer[0].GetProperty("id").GetString()!;
        foreach (var call in Calls.Append($"jobs/{first}"))
        {
            // The first call of a kind may look something up that holds for a while.
            await service.GetAsync(call);
            count.Reset();
            var before = storage.RowsScanned(StorageAccount.JobsTable);
            var (status, answer) = await service.GetAsync(call);
            Assert.True(status == System.Net.HttpStatusCode.OK, answer.GetRawText());
            costs.Add((call == $"jobs/{first}" ? "one job" : call, count.Of("table", "query") + count.Of("table", "read"),
                storage.RowsScanned(StorageAccount.JobsTable) - before));
        }

        return costs;
    }
}
