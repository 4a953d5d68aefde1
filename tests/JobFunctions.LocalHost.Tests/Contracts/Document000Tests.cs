using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The examples of document 000, Job Management APIs.</summary>
public class Document000Tests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Resume_takes_running_jobs_back_and_starts_them_again()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var first = await host.RunningAsync();
        var second = await host.RunningAsync();

        var answer = await host.PostAsync("jobs/resume");
        answer.Shows(200, """
            {
              "success": true,
              "message": "Job queue resumed. 2 processing job(s) reset to queued.",
              "jobs_reset": 2,
              "worker_running": true,
              "worker_processing": false
            }
            """);
        Assert.Equal("Job queue resumed. 2 processing job(s) reset to queued.", answer["message"].GetString());
        Assert.Equal(2, answer["jobs_reset"].GetInt32());
        Assert.True(answer["worker_running"].GetBoolean());

        await Eventually.BecomesTrue(() => host.Gate.Running == 2, "both run again, and only once");
        host.Gate.Release(2);
        foreach (var id in new[] { first, second })
        {
            var job = await host.ReachesAsync(id, "completed");
            Assert.Equal(2, job["attempt"].GetInt32());
            Assert.Equal(0, job["retry_count"].GetInt32());
        }
    }

    [Fact]
    public async Task Finished_jobs_are_deleted_with_their_files()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        (await host.DeleteAsync("jobs/finished")).Shows(200, """
            { "success": true, "message": "No finished jobs to clear", "jobs_deleted": 0, "files_removed": 0 }
            """);

        host.Gate.Release();
        var completed = await host.SubmitAsync("gate", """{"file": "a.zip"}""");
        await host.ReachesAsync(completed, "completed");
        var failed = await host.FailedAsync();
        var cancelled = await host.RunningAsync();
        await host.PostAsync($"jobs/{cancelled}/cancel");

        var answer = await host.DeleteAsync("jobs/finished");
        answer.Shows(200, """
            { "success": true, "message": "Cleared 15 finished job(s) and removed 30 file(s)", "jobs_deleted": 15, "files_removed": 30 }
            """);
        Assert.Equal("Cleared 2 finished job(s) and removed 1 file(s)", answer["message"].GetString());
        Assert.Equal(404, (await host.GetAsync($"jobs/{completed}")).Status);
        Assert.Equal(404, (await host.GetAsync($"jobs/{failed}")).Status);
        Assert.Equal(200, (await host.GetAsync($"jobs/{cancelled}")).Status);

        var again = await host.DeleteAsync("jobs/finished");
        Assert.Equal("No finished jobs to clear", again["message"].GetString());
        Assert.Equal(1, (await host.GetAsync("jobs"))["total"].GetInt32());
    }

    [Fact]
    public async Task Audio_is_accepted_and_fails_for_good_until_transcription_is_configured()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "audio_file", "test.mp3" } };
        var submitted = await ContractHost.AnswerAsync(
            await host.Http.PostAsync("transcribe/async", form, TestContext.Current.CancellationToken));
        Assert.Equal(202, submitted.Status);
        var id = submitted["job_id"].GetString()!;
        Assert.EndsWith($"/api/v1/jobs/{id}", submitted.Headers.Location!.ToString(), StringComparison.Ordinal);

        await host.ReachesAsync(id, "failed");
        var status = await host.GetAsync($"jobs/{id}/status");
        status.Shows(200, """{ "job_id": "id", "status": "queued", "progress": 0 }""");
        Assert.Contains("Transcription:Endpoint", status["error_message"].GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await host.GetAsync($"jobs/{id}"))["attempt"].GetInt32());

        using var empty = new MultipartFormDataContent { { new StringContent("en"), "language" } };
        var refused = await ContractHost.AnswerAsync(
            await host.Http.PostAsync("transcribe/async", empty, TestContext.Current.CancellationToken));
        Assert.Equal(400, refused.Status);
        Assert.Equal("audio_file", refused["errors"][0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_list_is_an_object_with_pages()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        for (var i = 0; i < 3; i++)
            await host.ReachesAsync(await host.SubmitAsync(), "completed");
        var first = await host.GetAsync("jobs?limit=2&status=finished");
        first.Shows(200, """{ "jobs": [{ "id": "id", "status": "completed" }], "next_cursor": null, "total": 3 }""");
        Assert.Equal(2, first["jobs"].GetArrayLength());
        Assert.Equal(3, first["total"].GetInt32());
        var second = await host.GetAsync($"jobs?limit=2&status=finished&cursor={first["next_cursor"].GetString()}");
        Assert.Equal(1, second["jobs"].GetArrayLength());
    }
}
