using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The examples of document 001, Job Handling Module API Usage Guide.</summary>
public class Document001Tests(AzuriteFixture azurite)
{
    private const string Unknown = "550e8400-e29b-41d4-a716-446655440000";

    [Fact]
    public async Task Status_of_a_running_job()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        var answer = (await host.GetAsync($"jobs/status/{id}")).Shows(200, """
            {
              "job_id": "550e8400-e29b-41d4-a716-446655440000",
              "job_type": "extraction",
              "status": "running",
              "progress": 0.75,
              "created_at": "2025-11-12T15:30:00Z",
              "started_at": "2025-11-12T15:30:05Z",
              "completed_at": null,
              "error": null,
              "user_id": "default_user",
              "metrics": { "execution_time_seconds": 45.2, "items_processed": 75, "total_items": 100 }
            }
            """);
        Assert.Equal(0.75, answer["progress"].GetDouble());
        Assert.Equal("gate", answer["job_type"].GetString());
        Assert.Equal("default_user", answer["user_id"].GetString());
        Assert.Equal(75, answer["metrics"].GetProperty("items_processed").GetInt32());
        Assert.Equal(100, answer["metrics"].GetProperty("total_items").GetInt32());
        Assert.True(answer["is_started"].GetBoolean());
    }

    [Fact]
    public async Task Queue_statistics()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await host.RunningAsync();
        await host.FailedAsync();
        var answer = (await host.GetAsync("jobs/queue/stats")).Shows(200, """
            {
              "pending_jobs": 3, "running_jobs": 2, "scheduled_jobs": 1, "completed_jobs": 150, "failed_jobs": 2, "cancelled_jobs": 1,
              "total_jobs": 159, "queue_type": "redis", "cache_size": 100, "active_workers": 2, "cpu_usage_percent": 45.2,
              "memory_usage_mb": 850, "global_max_concurrent_jobs": 10, "per_user_max_concurrent_jobs": 3,
              "worker_health_status": "healthy", "last_cleanup": null
            }
            """);
        Assert.Equal(1, answer["running_jobs"].GetInt32());
        Assert.Equal(1, answer["failed_jobs"].GetInt32());
        Assert.Equal(2, answer["total_jobs"].GetInt32());
        Assert.Equal(1, answer["active_workers"].GetInt32());
        Assert.Equal("healthy", answer["worker_health_status"].GetString());
        Assert.True(answer["memory_usage_mb"].GetDouble() > 10);

        // The cleanup at start.
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync("jobs/queue/stats"))["last_cleanup"].ValueKind != System.Text.Json.JsonValueKind.Null,
            "a cleanup has run");
    }

    [Fact]
    public async Task Cancel_and_restart()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        var cancelled = (await host.PostAsync($"jobs/cancel/{id}")).Shows(200, """
            { "job_id": "550e8400-e29b-41d4-a716-446655440000", "status": "cancelled", "message": "Job cancelled successfully" }
            """);
        Assert.Equal("cancelled", cancelled["status"].GetString());

        var restarted = (await host.PostAsync($"jobs/restart/{id}")).Shows(200, """
            { "job_id": "550e8400-e29b-41d4-a716-446655440000", "status": "pending", "message": "Job restarted and re-queued" }
            """);
        Assert.Equal("pending", restarted["status"].GetString());
        host.Gate.Release();
        var job = await host.ReachesAsync(id, "completed");
        Assert.Equal(2, job["attempt"].GetInt32());
        Assert.Equal(42, job["result"].GetProperty("answer").GetInt32());
    }

    [Fact]
    public async Task Restart_with_a_new_config()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        host.Gate.Release();
        var id = await host.SubmitAsync("gate", """{"error": "no data"}""");
        await host.ReachesAsync(id, "failed");

        var refused = await host.PostAsync($"jobs/restart/{id}", """{"config": {"bad": 1}}""");
        Assert.Equal(400, refused.Status);
        Assert.Equal("config.bad", refused["errors"][0].GetProperty("field").GetString());

        host.Gate.Release();
        Assert.Equal(200, (await host.PostAsync($"jobs/restart/{id}", """{"config": {}}""")).Status);
        await host.ReachesAsync(id, "completed");
        Assert.Equal(409, (await host.PostAsync($"jobs/restart/{id}")).Status);
    }

    [Fact]
    public async Task Errors()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        foreach (var id in new[] { Unknown, "abc-123" })
        {
            var missing = new[]
            {
                await host.GetAsync($"jobs/status/{id}"), await host.GetAsync($"jobs/status/{id}/poll"),
                await host.GetAsync($"jobs/status/{id}/stream"), await host.PostAsync($"jobs/cancel/{id}"),
                await host.PostAsync($"jobs/restart/{id}"),
            };
            foreach (var answer in missing)
            {
                answer.Shows(404, """
                    {
                      "error": "JobNotFoundError",
                      "message": "Job 550e8400-e29b-41d4-a716-446655440000 not found",
                      "job_id": "550e8400-e29b-41d4-a716-446655440000"
                    }
                    """);
                Assert.Equal("JobNotFoundError", answer["error"].GetString());
                Assert.Equal($"Job {id} not found", answer["message"].GetString());
                Assert.Equal(id, answer["job_id"].GetString());
            }
        }

        var done = await host.SubmitAsync();
        await host.ReachesAsync(done, "completed");
        var conflict = (await host.PostAsync($"jobs/cancel/{done}")).Shows(409, """
            {
              "error": "JobAlreadyCompletedError",
              "message": "Cannot cancel job that is already completed",
              "job_id": "550e8400-e29b-41d4-a716-446655440000",
              "current_status": "completed"
            }
            """);
        Assert.Equal("JobAlreadyCompletedError", conflict["error"].GetString());
        Assert.Equal("Cannot cancel job that is already completed", conflict["message"].GetString());
        Assert.Equal("completed", conflict["current_status"].GetString());
    }
}
