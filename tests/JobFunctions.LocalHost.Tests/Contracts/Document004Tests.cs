using System.Net.Http.Json;
using JobFunctions.LocalHost.Tests.EndToEnd;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The examples of document 004, Job Queue System.</summary>
public class Document004Tests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Status_shows_the_queue_and_the_processor()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, ("Jobs:ProcessId", "processor-1"));
        await host.PostAsync("job-queue/stop-processor");
        var id = await host.SubmitAsync();
        var answer = (await host.GetAsync("job-queue/status")).Shows(200, """
            {
              "queue": {
                "pending_jobs": 5, "running_jobs": 1, "completed_jobs": 100, "failed_jobs": 3,
                "oldest_pending_job": { "id": "123", "created_at": "2024-01-01T10:00:00Z", "job_type": "full_scan" }
              },
              "processor": { "process_id": "processor_abc123", "running": true, "thread_alive": true, "shutdown_requested": false },
              "is_processor_running": true
            }
            """);
        Assert.Equal(1, answer["queue"].GetProperty("pending_jobs").GetInt32());
        Assert.Equal(id, answer["queue"].GetProperty("oldest_pending_job").GetProperty("id").GetString());
        Assert.StartsWith("processor-1.", answer["processor"].GetProperty("process_id").GetString(), StringComparison.Ordinal);
        Assert.False(answer["is_processor_running"].GetBoolean());
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("\"east/1 & 2\"", "east%2F1%20%26%202")]
    public async Task A_program_has_its_own_list(string program, string inPath)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.SubmitAsync(more: $", \"program_id\": {program}");
        await host.SubmitAsync(more: ", \"program_id\": 2");
        var list = (await host.GetAsync($"job-queue/jobs/{inPath}?limit=20")).Shows(200, """[{ "id": "id", "status": "pending", "type": "noop" }]""");
        Assert.Equal(id, Assert.Single(list.Body.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_job_is_cancelled()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        (await host.PostAsync($"job-queue/jobs/{id}/cancel")).Shows(200, """{ "success": true, "message": "Job cancelled successfully" }""");
        Assert.Equal("cancelled", (await host.GetAsync($"jobs/{id}"))["status"].GetString());
    }

    [Fact]
    public async Task Stuck_jobs_of_a_program_are_reset_and_others_left_alone()
    {
        // A process is killed while it runs a job of each of two programs.
        var storage = azurite.NewAccount();
        var ids = new List<string>();
        using (var dying = await ServiceProcess.StartAsync(storage))
        {
            foreach (var program in new[] { 1, 2 })
            {
                var job = new { name = "A job", type = "noop", config = new { duration_ms = 600_000 }, program_id = program };
                using var submitted = await dying.Http.PostAsJsonAsync("jobs/submit", job, TestContext.Current.CancellationToken);
                ids.Add((await ContractHost.AnswerAsync(submitted))["job_id"].GetString()!);
            }

            foreach (var id in ids)
            {
                await Eventually.BecomesTrue(async () => await StatusAsync(dying, id) == "running", $"job {id} runs");
            }

            await dying.KillAsync();
        }

        // Later than its lease, and without the timer that would take all stuck jobs.
        var later = new ShiftedTime();
        later.Advance(TimeSpan.FromMinutes(2));
        await using var host = await ContractHost.StartAsync(storage, services => services.UseTime(later).RemoveTimers());
        var answer = (await host.PostAsync("indexing/reset-stuck-jobs/1")).Shows(200, """{ "success": true, "message": "text", "jobs_reset": 1 }""");
        Assert.True(answer["success"].GetBoolean());
        Assert.Equal(1, answer["jobs_reset"].GetInt32());
        Assert.Equal("Reset 1 stuck job(s) of program 1", answer["message"].GetString());
        Assert.Equal(0, (await host.PostAsync("indexing/reset-stuck-jobs/1"))["jobs_reset"].GetInt32());

        await Eventually.BecomesTrue(
            async () => await host.GetAsync($"jobs/{ids[0]}") is var job && job["status"].GetString() == "running" && job["attempt"].GetInt32() == 2,
            "the job runs again");
        var left = await host.GetAsync($"jobs/{ids[1]}");
        Assert.Equal(("running", 1), (left["status"].GetString(), left["attempt"].GetInt32()));

        static async Task<string?> StatusAsync(ServiceProcess process, string id)
        {
            using var answer = await process.Http.GetAsync($"jobs/{id}", TestContext.Current.CancellationToken);
            return (await ContractHost.AnswerAsync(answer))["status"].GetString();
        }
    }

    [Fact]
    public async Task A_stopped_processor_starts_no_job_and_loses_none()
    {
        var storage = azurite.NewAccount();
        await using (var host = await ContractHost.StartAsync(storage))
        {
            var running = await host.RunningAsync();
            var stopped = (await host.PostAsync("job-queue/stop-processor")).Shows(200, """
                { "success": true, "message": "text", "is_processor_running": false }
                """);
            Assert.False(stopped["is_processor_running"].GetBoolean());
            for (var i = 0; i < 5; i++)
                await host.SubmitAsync();
            host.Gate.Release();
            await host.ReachesAsync(running, "completed");
        }

        // A stop survives the restart of the service.
        await using var next = await ContractHost.StartAsync(storage);
        var late = await next.SubmitAsync(more: ", \"priority\": 4");
        var parked = next.Service<Core.Storage.ParkedBells>();
        await Eventually.BecomesTrue(
            async () => (await parked.HeadAsync(100, TestContext.Current.CancellationToken)).Count == 6, "every bell is parked");
        Assert.Equal(late, (await parked.HeadAsync(1, TestContext.Current.CancellationToken))[0].Job.ToString());
        Assert.Equal(6, (await next.GetAsync("jobs/stats"))["pending"].GetInt32());
        Assert.Equal(0, await next.Service<Core.Execution.LostBells>().RingAsync(TestContext.Current.CancellationToken));

        var started = await next.PostAsync("job-queue/start-processor");
        Assert.True(started["is_processor_running"].GetBoolean());
        await Eventually.BecomesTrue(
            async () => (await next.GetAsync("jobs/stats"))["completed"].GetInt32() == 7, "all jobs have completed");
        await Eventually.BecomesTrue(
            async () => (await parked.HeadAsync(1, TestContext.Current.CancellationToken)).Count == 0, "no bell is parked any more");
    }
}
