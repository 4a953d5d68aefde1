using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Operations on many jobs, by two instances at the same time.</summary>
public class BulkTests(AzuriteFixture azurite)
{
    private const int Jobs = 300;

    [Fact]
    public async Task Two_deletions_at_once_count_every_job_and_file_once()
    {
        var storage = azurite.NewAccount();
        await using var one = await ContractHost.StartAsync(storage);
        await using var other = await ContractHost.StartAsync(storage);
        await FillAsync(one, other, """{"file": "a.bin"}""", "completed");

        // Two calls to one instance and one to the other.
        var answers = await Task.WhenAll(
            one.DeleteAsync("jobs/finished"), one.DeleteAsync("jobs/finished"), other.DeleteAsync("jobs/finished"));
        Assert.All(answers, answer => Assert.Equal(0, answer["error_count"].GetInt32()));
        Assert.Equal(Jobs, answers.Sum(answer => answer["jobs_deleted"].GetInt32()));
        Assert.Equal(Jobs, answers.Sum(answer => answer["files_removed"].GetInt32()));
        Assert.Equal(0, (await one.GetAsync("jobs/stats"))["total_jobs"].GetInt32());
        Assert.Equal(0, (await other.GetAsync("jobs"))["jobs"].GetArrayLength());
    }

    [Fact]
    public async Task Two_retries_at_once_requeue_every_job_once()
    {
        var storage = azurite.NewAccount();
        await using var one = await ContractHost.StartAsync(storage);
        await using var other = await ContractHost.StartAsync(storage);
        await FillAsync(one, other, """{"error": "as asked"}""", "failed");

        // Each instance is told, so that none lets a job fail once more meanwhile.
        await one.PostAsync("job-queue/stop-processor");
        await other.PostAsync("job-queue/stop-processor");

        var answers = await Task.WhenAll(one.PostAsync("jobs/failed/retry-all"), other.PostAsync("jobs/failed/retry-all"));
        Assert.All(answers, answer => Assert.True(answer["success"].GetBoolean()));
        Assert.Equal(Jobs, answers.Sum(answer => answer["requeued_count"].GetInt32()));
        var requeued = answers.SelectMany(answer => answer["requeued_jobs"].EnumerateArray().Select(id => id.GetString())).ToList();
        Assert.Equal(Jobs, requeued.Distinct().Count());
    }

    [Fact]
    public async Task A_job_that_was_restarted_meanwhile_is_not_deleted()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.FailedAsync();
        var store = host.Service<Core.Storage.IJobStore>();
        var query = new Core.Storage.EndedQuery(Core.Jobs.JobStatus.Failed);
        var listed = await store.EndedAsync(query, TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        await host.PostAsync("job-queue/stop-processor");
        await host.PostAsync($"jobs/restart/{id}");
        await Assert.ThrowsAsync<Core.Storage.JobConflictException>(() => store.DeleteAsync(listed));
        Assert.Equal("pending", (await host.GetAsync($"jobs/{id}"))["status"].GetString());
    }

    private static async Task FillAsync(ContractHost host, ContractHost other, string config, string status)
    {
        host.Gate.Release(Jobs);
        other.Gate.Release(Jobs);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Jobs),
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken },
            async (_, _) => await host.SubmitAsync("gate", config));
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync("jobs/stats"))[status].GetInt32() == Jobs, $"all jobs are {status}");
    }
}
