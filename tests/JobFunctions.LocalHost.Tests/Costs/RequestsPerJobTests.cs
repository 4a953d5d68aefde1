using JobFunctions.Core.Metering;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Costs;

/// <summary>
/// What a job costs in storage requests, its index rows and counters included, from its submit to the removal of its bell. The clock
/// stands, so that nothing but the jobs asks for anything.
/// </summary>
public sealed class RequestsPerJobTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_job_alone_costs_five_requests()
    {
        await using var service = await CountedService.StartAsync(azurite.NewAccount());

        await service.RunAsync(jobs: 20);

        // Its bell put and removed; created, claimed, completed.
        Assert.Equal(20, service.Count.Of("queue", "put"));
        Assert.Equal(20, service.Count.Of("queue", "delete"));
        Assert.Equal(60, service.Count.Of("table", "transaction"));
        Assert.Equal(100, service.Count.RequestsWithoutReceives);
        Assert.Equal(0, service.Count.Rows);
    }

    [Fact]
    public async Task A_job_that_another_process_runs_costs_one_read_more()
    {
        await using var services = await CountedService.StartTwoAsync(azurite.NewAccount());

        await services.RunAsync(jobs: 20);

        Assert.Equal(20, services.Count.Of("table", "read"));
        Assert.Equal(120, services.Count.RequestsWithoutReceives);
        Assert.Equal(20, services.Count.Rows);
    }

    [Fact]
    public async Task Calls_and_runs_are_charged_with_their_share()
    {
        await using var service = await CountedService.StartAsync(azurite.NewAccount());

        await service.RunAsync(jobs: 10);
        var submits = service.Count.Measurements(StorageMeter.OfApiCall + "requests", "JobsFunctions.Submit");
        var runs = service.Count.Measurements(StorageMeter.OfJob + "requests", "noop");

        Assert.Equal((10, 20.0), (submits.Times, submits.Sum));
        Assert.Equal((10, 20.0), (runs.Times, runs.Sum));
    }

    [Fact]
    public async Task Reading_a_job_is_one_request_and_a_list_or_count_one_for_each_shard()
    {
        await using var service = await CountedService.StartAsync(azurite.NewAccount());
        await service.RunAsync(jobs: 10);
        service.Count.Reset();

        await service.GetAsync($"jobs/{service.LastJob}");
        await service.GetAsync("jobs/list?limit=5");
        await service.GetAsync("jobs/stats");

        // The statistics ask for the instances as well.
        Assert.Equal(1, service.Count.Of("table", "read"));
        Assert.Equal((2 * new StoreOptions().Shards) + 1, service.Count.Of("table", "query"));
        Assert.Equal((2 * new StoreOptions().Shards) + 2, service.Count.RequestsWithoutReceives);
    }
}
