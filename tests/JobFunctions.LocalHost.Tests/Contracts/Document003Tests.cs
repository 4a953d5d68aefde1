using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The examples of document 003, the failed registry.</summary>
public class Document003Tests(AzuriteFixture azurite)
{
    private const string Call = """
        { "func_name": "app.workers.jobs.simulate_replicated_trade", "args": [1], "kwargs": {}, "max_retries": 0 }
        """;

    [Fact]
    public async Task The_registry_lists_failed_calls()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), services => services.AddJobFunctions(typeof(BrokenFunction).Assembly));
        var id = (await host.PostAsync("jobs/submit", Call.Replace("simulate_replicated_trade", "broken", StringComparison.Ordinal)))["job_id"].GetString()!;
        await host.ReachesAsync(id, "failed");
        var list = (await host.GetAsync("jobs/failed")).Shows(200, """
            [
              {
                "job_id": "abc-123",
                "func_name": "app.workers.jobs.simulate_replicated_trade",
                "args": [1],
                "kwargs": {},
                "created_at": "2024-01-01T12:00:00",
                "ended_at": "2024-01-01T12:01:00",
                "exc_info": "Error message...",
                "result": null
              }
            ]
            """);
        var job = list.Body[0];
        Assert.Equal(id, job.GetProperty("job_id").GetString());
        Assert.Equal("app.workers.jobs.broken", job.GetProperty("func_name").GetString());
        Assert.Equal(1, job.GetProperty("args")[0].GetInt32());
        Assert.Contains("trade 1 is broken", job.GetProperty("exc_info").GetString(), StringComparison.Ordinal);

        var status = (await host.GetAsync($"jobs/status/{id}")).Shows(200, """
            {
              "job_id": "abc-123", "status": "finished", "func_name": "app.workers.jobs.simulate_replicated_trade", "args": [1], "kwargs": {},
              "created_at": "2024-01-01T12:00:00", "started_at": "2024-01-01T12:00:01", "ended_at": "2024-01-01T12:01:00",
              "result": null, "exc_info": "text", "is_finished": true, "is_failed": false, "is_started": false, "is_queued": false
            }
            """);
        Assert.True(status["is_failed"].GetBoolean());
        Assert.Equal(1, status["args"][0].GetInt32());
    }

    [Fact]
    public async Task A_call_succeeds_once_and_the_same_trade_is_skipped_the_second_time()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var first = (await host.PostAsync("jobs/submit", Call))["job_id"].GetString()!;
        await host.ReachesAsync(first, "completed");
        var status = (await host.GetAsync($"jobs/status/{first}")).Shows(200, """
            {
              "job_id": "abc-123", "status": "finished", "func_name": "app.workers.jobs.simulate_replicated_trade", "args": [1], "kwargs": {},
              "created_at": "2024-01-01T12:00:00", "started_at": "2024-01-01T12:00:01", "ended_at": "2024-01-01T12:01:00",
              "result": "success", "exc_info": null, "is_finished": true, "is_failed": false, "is_started": false, "is_queued": false
            }
            """);
        Assert.Equal("success", status["result"].GetString());

        var second = (await host.PostAsync("jobs/submit", Call))["job_id"].GetString()!;
        await host.ReachesAsync(second, "completed");
        Assert.Equal("skipped", (await host.GetAsync($"jobs/status/{second}"))["result"].GetString());
        Assert.Equal(
            (await host.GetAsync($"results/{first}/trade.json")).Body.GetRawText(),
            (await host.GetAsync($"results/{second}/trade.json")).Body.GetRawText());
    }

    [Theory]
    [InlineData("app.workers.jobs.unknown", "[1]", "config.func_name")]
    [InlineData("app.workers.jobs.simulate_replicated_trade", "[]", "config.args")]
    [InlineData("app.workers.jobs.simulate_replicated_trade", "[\"one\"]", "config.args[0]")]
    [InlineData("app.workers.jobs.simulate_replicated_trade", "[1, 1001]", "config.args[1]")]
    public async Task A_call_that_can_not_be_made_is_refused_at_once(string function, string args, string field)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.PostAsync("jobs/submit", $$"""{ "func_name": "{{function}}", "args": {{args}} }""");
        Assert.Equal((400, field), (answer.Status, answer["errors"][0].GetProperty("field").GetString()));
        Assert.Equal(0, (await host.GetAsync("jobs"))["total"].GetInt32());
    }

    [Fact]
    public async Task One_failed_job_is_retried_or_deleted()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.FailedAsync();
        var retried = (await host.PostAsync($"jobs/failed/{id}/retry")).Shows(200, """
            { "success": true, "job_id": "abc-123", "message": "Job abc-123 has been requeued successfully" }
            """);
        Assert.Equal($"Job {id} has been requeued successfully", retried["message"].GetString());
        await Eventually.BecomesTrue(
            async () => await host.GetAsync($"jobs/{id}") is var job && job["attempt"].GetInt32() == 2 && job["status"].GetString() == "failed",
            "the job has failed once more");

        var deleted = (await host.DeleteAsync($"jobs/failed/{id}")).Shows(200, """
            { "success": true, "job_id": "abc-123", "message": "Job abc-123 has been deleted successfully" }
            """);
        Assert.Equal($"Job {id} has been deleted successfully", deleted["message"].GetString());
        Assert.Equal(404, (await host.GetAsync($"jobs/{id}")).Status);

        var completed = await host.SubmitAsync();
        await host.ReachesAsync(completed, "completed");
        foreach (var other in new[] { "abc-123", id, completed })
        {
            foreach (var answer in new[] { await host.PostAsync($"jobs/failed/{other}/retry"), await host.DeleteAsync($"jobs/failed/{other}") })
            {
                answer.Shows(404, """{ "detail": "Job abc-123 not found in failed jobs registry" }""");
                Assert.Equal($"Job {other} not found in failed jobs registry", answer["detail"].GetString());
            }
        }

        Assert.Equal(200, (await host.GetAsync($"jobs/{completed}")).Status);
    }

    [Fact]
    public async Task All_failed_jobs_are_retried_then_cleared()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await host.FailedAsync());

        var retried = (await host.PostAsync("jobs/failed/retry-all")).Shows(200, """
            {
              "success": true, "total_failed": 5, "requeued_count": 5, "error_count": 0,
              "requeued_jobs": ["job-1", "job-2", "job-3", "job-4", "job-5"], "errors": []
            }
            """);
        Assert.Equal(5, retried["requeued_count"].GetInt32());
        Assert.Equal(ids.Order(), retried["requeued_jobs"].EnumerateArray().Select(id => id.GetString()!).Order());
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync("jobs/stats"))["failed_count"].GetInt32() == 5, "all have failed once more");

        var cleared = (await host.DeleteAsync("jobs/failed/clear")).Shows(200, """
            {
              "success": true, "total_failed": 5, "deleted_count": 5, "error_count": 0,
              "deleted_jobs": ["job-1", "job-2", "job-3", "job-4", "job-5"], "errors": []
            }
            """);
        Assert.Equal(5, cleared["deleted_count"].GetInt32());
        var stats = (await host.GetAsync("jobs/stats")).Shows(200, """
            { "queue_name": "default", "queued_count": 10, "failed_count": 2, "started_count": 1, "finished_count": 50 }
            """);
        Assert.Equal(0, stats["failed_count"].GetInt32());
        Assert.Equal(0, (await host.GetAsync("jobs/failed")).Body.GetArrayLength());
    }
}
