using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

public class JobLifeTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_submitted_runs_and_completes()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var id = await service.SubmitAsync(
            """{"name":"first","type":"noop","config":{"steps":4},"priority":4,"tags":["a"],"program_id":7,"max_retries":5,"timeout_seconds":60}""");
        var job = await service.EndsAsync(id);

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal(100, job.GetProperty("progress").GetInt32());
        Assert.Equal("Step 4 of 4", job.GetProperty("message").GetString());
        Assert.Equal((1, 5, 4), (job.GetProperty("attempt").GetInt32(), job.GetProperty("max_retries").GetInt32(), job.GetProperty("priority").GetInt32()));
        Assert.Equal(("7", "default_user"), (job.GetProperty("program_id").GetString(), job.GetProperty("user_id").GetString()));
        Assert.Equal(0, job.GetProperty("estimated_remaining").GetInt32());
        Assert.EndsWith("Z", job.GetProperty("completed_at").GetString(), StringComparison.Ordinal);

        var stats = (await service.GetAsync("jobs/stats")).Answer;
        Assert.Equal((1, 1, 0), (stats.GetProperty("total_jobs").GetInt32(), stats.GetProperty("completed").GetInt32(), stats.GetProperty("running").GetInt32()));
    }

    [Fact]
    public async Task A_job_starts_at_its_time_and_not_before()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), ("Jobs:ClockSkew", "00:00:00"));
        var due = TimeProvider.System.GetUtcNow().AddSeconds(3);

        var id = await service.SubmitAsync($$"""{"name":"later","type":"noop","scheduled_at":"{{due:O}}"}""");
        Assert.Equal("scheduled", (await service.GetAsync($"jobs/{id}")).Answer.GetProperty("status").GetString());
        var job = await service.EndsAsync(id);

        Assert.True(job.GetProperty("started_at").GetDateTimeOffset() >= due.AddMilliseconds(-1));
    }

    [Fact]
    public async Task A_failing_job_is_retried_and_ends_in_the_failed_registry_with_its_error()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var id = await service.SubmitAsync("""{"name":"bad","type":"noop","config":{"fail_times":-1},"max_retries":2}""");
        var job = await service.EndsAsync(id);

        Assert.Equal("failed", job.GetProperty("status").GetString());
        Assert.Equal((3, 2), (job.GetProperty("attempt").GetInt32(), job.GetProperty("retry_count").GetInt32()));
        Assert.Equal("Attempt 3 failed as asked", job.GetProperty("error_message").GetString());
        Assert.Contains("NoopHandler", job.GetProperty("error_stack").GetString(), StringComparison.Ordinal);
        var failed = (await service.GetAsync("jobs/list?status=failed")).Answer;
        Assert.Equal(id, Assert.Single(failed.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_job_that_fails_once_succeeds_at_its_second_attempt()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var job = await service.EndsAsync(await service.SubmitAsync("""{"name":"shaky","type":"noop","config":{"fail_times":1}}"""));

        Assert.Equal(("completed", 2), (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32()));
        Assert.Null(job.GetProperty("error_message").GetString());
    }

    [Fact]
    public async Task A_running_job_is_cancelled_and_its_handler_ends()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var id = await service.SubmitAsync("""{"name":"long","type":"noop","config":{"duration_ms":600000,"steps":100}}""");
        await service.ReachesAsync(id, "running");

        var (status, answer) = await service.PostAsync($"jobs/job_{id}/cancel");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.GetProperty("success").GetBoolean());
        await Eventually.BecomesTrue(() => service.Service<RunningJobs>().Count == 0, "the handler has ended");
        Assert.Equal("cancelled", (await service.EndsAsync(id)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await service.PostAsync($"jobs/{id}/cancel")).Status);
    }

    [Fact]
    public async Task A_job_that_runs_elsewhere_is_cancelled_by_a_signal()
    {
        var account = azurite.NewAccount();
        await using var runner = await RunningService.StartAsync(account);
        var id = await runner.SubmitAsync("""{"name":"long","type":"noop","config":{"duration_ms":600000}}""");
        await runner.ReachesAsync(id, "running");
        await using var other = await RunningService.StartAsync(account);

        await other.PostAsync($"jobs/{id}/cancel");
        var cancelled = TimeProvider.System.GetTimestamp();

        await Eventually.BecomesTrue(() => runner.Service<RunningJobs>().Count == 0, "the handler has ended");
        TestContext.Current.TestOutputHelper!.WriteLine($"after {TimeProvider.System.GetElapsedTime(cancelled).TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task A_job_that_runs_longer_than_its_timeout_fails()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var job = await service.EndsAsync(await service.SubmitAsync(
            """{"name":"slow","type":"noop","config":{"duration_ms":600000},"timeout_seconds":1,"max_retries":0}"""));

        Assert.Equal(("failed", "JobTimeout"), (job.GetProperty("status").GetString(), job.GetProperty("error_type").GetString()));
    }

    [Fact]
    public async Task A_stopped_host_hands_its_jobs_back_uncharged()
    {
        var account = azurite.NewAccount();
        await using var first = await RunningService.StartAsync(account);
        var id = await first.SubmitAsync("""{"name":"moved","type":"noop","config":{"duration_ms":3000}}""");
        await first.ReachesAsync(id, "running");
        await first.StopAsync();

        await using var second = await RunningService.StartAsync(account);
        var job = await second.EndsAsync(id);

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal((2, 0), (job.GetProperty("attempt").GetInt32(), job.GetProperty("retry_count").GetInt32()));
    }

    [Fact]
    public async Task A_deleted_job_takes_its_files_along()
    {
        var account = azurite.NewAccount();
        await using var service = await RunningService.StartAsync(account);
        var large = new string('x', 40_000);
        var id = await service.SubmitAsync($$"""{"name":"large config","config":{"text":"{{large}}"},"type":"noop"}""");
        await service.EndsAsync(id);
        var blobs = new BlobContainerClient(account, "jobs");
        Assert.NotEmpty(blobs.GetBlobs(cancellationToken: Token));

        Assert.Equal(HttpStatusCode.OK, (await service.DeleteAsync($"jobs/{id}")).Status);

        Assert.Empty(blobs.GetBlobs(cancellationToken: Token));
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync($"jobs/{id}")).Status);
        Assert.Equal(0, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
    }

    [Theory]
    [InlineData(Lanes.Normal)]
    [InlineData(Lanes.Low + Lanes.PoisonSuffix)]
    public async Task A_message_that_is_not_ours_ends_recorded(string queue)
    {
        var account = azurite.NewAccount();
        await using var service = await RunningService.StartAsync(account);

        await new QueueClient(account, queue).SendMessageAsync("<b>hello</b>", Token);

        var record = await Eventually.Appears(
            async () => (await service.GetAsync("jobs/list?status=failed")).Answer.EnumerateArray().Select(job => job.GetRawText()).SingleOrDefault(),
            "the message is in the failed registry");
        Assert.Contains("unreadable_message", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bell_of_a_healthy_job_that_the_host_gave_up_on_is_rung_again()
    {
        var account = azurite.NewAccount();
        await using var service = await RunningService.StartAsync(account);
        var store = service.Service<JobFunctions.Core.Storage.IJobStore>();
        var due = TimeProvider.System.GetUtcNow();
        var job = await store.CreateAsync(new Job
        {
            Id = JobId.New(due, 0, Guid.NewGuid()),
            Type = "noop",
            Name = "bell-less",
            Owner = "default_user",
            Config = "{}",
            CreatedAt = due,
            DueAt = due,
            Status = JobStatus.Pending,
            Generation = new Generation(1, "g"),
        });

        await new QueueClient(account, Lanes.Normal + Lanes.PoisonSuffix).SendMessageAsync(new Bell(job.Id, job.Generation, due).ToText(), Token);

        var lane = new QueueClient(account, Lanes.Normal);
        await Eventually.BecomesTrue(
            async () => (await lane.GetPropertiesAsync(Token)).Value.ApproximateMessagesCount == 1, "the bell is back in its lane");
        Assert.Equal("pending", (await service.GetAsync($"jobs/{job.Id}")).Answer.GetProperty("status").GetString());
    }
}
