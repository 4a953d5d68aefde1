using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Limits as a caller sees them: set while the service runs, and a job that says why it waits.</summary>
public class LimitsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_waiting_job_says_for_what_and_a_raised_limit_lets_it_start()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var set = await host.SendAsync(HttpMethod.Put, "limits", """{"max_concurrent": 1}""");
        Assert.Equal((200, 1, 0, 0), (
            set.Status, set["max_concurrent"].GetInt32(), set["configured_max_concurrent"].GetInt32(), set["running_jobs"].GetInt32()));
        var running = await host.RunningAsync();
        var next = await host.SubmitAsync("gate");
        var last = await host.SubmitAsync("gate");

        Assert.Equal("running", (await host.GetAsync($"jobs/{running}/explain"))["reason"].GetString());
        var explained = await host.GetAsync($"jobs/{last}/explain");
        Assert.Equal(("waiting_for_slot", "global", 1, 1, 2), (
            explained["reason"].GetString(), explained["limit"].GetString(), explained["limit_value"].GetInt32(),
            explained["limit_running"].GetInt32(), explained["place"].GetInt32()));
        Assert.Equal(1, (await host.GetAsync("jobs/queue/stats"))["global_max_concurrent_jobs"].GetInt32());

        await host.SendAsync(HttpMethod.Put, "limits", """{"max_concurrent": 2}""");
        await host.ReachesAsync(next, "running");
        Assert.Equal("pending", (await host.GetAsync($"jobs/{last}"))["status"].GetString());

        await host.SendAsync(HttpMethod.Put, "limits", "{}");
        await host.ReachesAsync(last, "running");
        host.Gate.Release(3);
        foreach (var job in new[] { running, next, last })
            await host.ReachesAsync(job, "completed");
    }

    [Fact]
    public async Task A_limit_of_each_user_is_told_as_such()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, ("Jobs:MaxConcurrentPerUser", "1"));
        await host.RunningAsync();
        var waiting = await host.SubmitAsync("gate");

        var explained = await host.GetAsync($"jobs/{waiting}/explain");
        Assert.Equal(("waiting_for_slot", "per_user", 1), (
            explained["reason"].GetString(), explained["limit"].GetString(), explained["place"].GetInt32()));
        await host.PostAsync("job-queue/stop-processor");
        Assert.Equal("processor_stopped", (await host.GetAsync($"jobs/{waiting}/explain"))["reason"].GetString());
    }

    [Fact]
    public async Task A_job_that_waits_for_its_time_or_has_ended_says_so()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, ("Jobs:RetryBase", "01:00:00"), ("Jobs:RetryCap", "01:00:00"));
        var scheduled = await host.SubmitAsync(more: """, "scheduled_at": "2099-01-01T00:00:00Z" """);
        var retried = await host.SubmitAsync(config: """{"fail_times": 1}""");
        await host.ReachesAsync(retried, "pending");
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync($"jobs/{retried}/explain"))["reason"].GetString() == "backing_off", "the retry waits");
        var ended = await host.SubmitAsync();
        await host.ReachesAsync(ended, "completed");

        var explained = await host.GetAsync($"jobs/{scheduled}/explain");
        Assert.Equal(("scheduled", "2099-01-01T00:00:00.000Z"), (explained["reason"].GetString(), explained["starts_at"].GetString()));
        Assert.Equal("ended", (await host.GetAsync($"jobs/{ended}/explain"))["reason"].GetString());
        Assert.Equal(404, (await host.GetAsync("jobs/job_1/explain")).Status);
    }

    [Theory]
    [InlineData("""{"max_concurrent": -1}""", "max_concurrent")]
    [InlineData("""{"max_concurrent_per_user": 10001}""", "max_concurrent_per_user")]
    [InlineData("""{"max_concurrent": "3"}""", "max_concurrent")]
    public async Task A_wrong_limit_is_named(string body, string field)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.SendAsync(HttpMethod.Put, "limits", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(field, answer["errors"][0].GetProperty("field").GetString());
    }
}
