using System.Text;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Job types that call others or read files, through the API and with the settings that an operator makes.</summary>
public class JobTypeTests(AzuriteFixture azurite)
{
    private static readonly (string Key, string Value)[] Loopback = [("Outgoing:AllowHttp", "true"), ("Outgoing:Allowed", "127.0.0.1")];

    [Fact]
    public async Task An_http_request_is_retried_when_asked_to_and_its_answer_is_the_result()
    {
        var asked = 0;
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = ++asked == 1 ? 503 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"pages": 12}""");
        });
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, [.. Loopback, ("Jobs:RetryBase", "00:00:00.01")]);

        var id = await host.SubmitAsync("http_request", $$"""{ "url": "{{server.Address}}render", "body": {"month": 5} }""");
        var job = await host.ReachesAsync(id, "completed");

        Assert.Equal(12, job["result"].GetProperty("body").GetProperty("pages").GetInt32());
        Assert.Equal(2, job["attempt"].GetInt32());
        Assert.All(server.Requests, request => Assert.Equal(id, request.Headers["Idempotency-Key"]));
        Assert.Equal(["1", "2"], server.Requests.Select(request => request.Headers["JobFunctions-Attempt"]));
    }

    [Fact]
    public async Task Calls_into_the_private_network_are_refused_unless_configured()
    {
        await using var server = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, ("Outgoing:AllowHttp", "true"));

        var refused = await host.PostAsync(
            "jobs/submit", $$"""{ "name": "x", "type": "http_request", "config": { "url": "{{server.Address}}" } }""");
        Assert.Equal((400, "config.url"), (refused.Status, refused["errors"][0].GetProperty("field").GetString()));

        // A name is looked up when the job runs.
        var id = await host.SubmitAsync("http_request", $$"""{ "url": "http://localhost:{{server.Address.Port}}/" }""");
        var job = await host.ReachesAsync(id, "failed");
        Assert.Equal(1, job["attempt"].GetInt32());
        Assert.Contains("may be called", job["error_message"].GetString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Audio_is_written_down_and_leaves_a_zip()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{ "text": "Peace", "language": "en", "duration": 1.0, "segments": [{ "start": 0, "end": 1, "text": "Peace" }] }""");
        });
        await using var host = await ContractHost.StartAsync(
            azurite.NewAccount(), null, [.. Loopback, ("Transcription:Endpoint", $"{server.Address}v1/audio/transcriptions"), ("Transcription:Key", "k")]);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([1, 2, 3]), "audio_file", "test.mp3" },
            { new StringContent("0.5"), "temperature" },
        };

        var submitted = await ContractHost.AnswerAsync(await host.Http.PostAsync("transcribe/async", form, TestContext.Current.CancellationToken));
        var job = await host.ReachesAsync(submitted["job_id"].GetString()!, "completed");

        Assert.Equal("en", job["result"].GetProperty("language").GetString());
        var file = Assert.Single(job["result_files"].EnumerateArray()).GetString()!;
        Assert.EndsWith("/transcription.zip", file, StringComparison.Ordinal);
        var zip = await host.Http.GetByteArrayAsync(file.TrimStart('/'), TestContext.Current.CancellationToken);
        Assert.Equal("PK"u8.ToArray(), zip[..2]);
    }

    [Fact]
    public async Task Document_004s_job_indexes_a_drive_with_its_access_token()
    {
        await using var drive = await LoopbackServer.StartAsync(async (context, _) =>
        {
            var list = context.Request.Path.Value!.EndsWith("/files", StringComparison.Ordinal);
            context.Response.ContentType = list ? "application/json" : "text/plain";
            await context.Response.WriteAsync(list
                ? """{ "files": [{ "id": "1", "name": "note.txt", "mimeType": "text/plain", "size": "5", "md5Checksum": "5d41402abc4b2a76b9719d911017c592" }] }"""
                : "hello");
        });
        await using var host = await ContractHost.StartAsync(
            azurite.NewAccount(), null,
            [
                .. Loopback, ("Indexing:DriveEndpoint", $"{drive.Address}drive/v3"),
                ("Secrets:CurrentKey", "a"), ("Secrets:Keys:a", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="),
            ]);

        var submitted = await host.PostAsync("jobs/submit", """
            { "name": "Index", "type": "full_scan", "job_parameters": { "access_token": "google_token", "include_trashed": false, "custom_setting": "value" } }
            """);
        Assert.Equal(202, submitted.Status);
        var job = await host.ReachesAsync(submitted["job_id"].GetString()!, "completed");

        Assert.Equal((1, 1), (job["result"].GetProperty("items").GetInt32(), job["result"].GetProperty("indexed").GetInt32()));
        Assert.Equal(2, drive.Requests.Count);
        Assert.All(drive.Requests, request => Assert.Equal("Bearer google_token", request.Headers["Authorization"]));
        Assert.DoesNotContain("google_token", job.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_004s_job_indexes_files_and_the_second_one_reads_only_new_ones()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await PutAsync("a.txt");
        await PutAsync("b.txt");
        var first = await IndexAsync();
        Assert.Equal((2, 2, 0), Counts(first));

        await PutAsync("c.txt");
        Assert.Equal((3, 1, 2), Counts(await IndexAsync()));

        var inventory = await host.Http.GetStringAsync($"results/{first["id"].GetString()}/inventory.jsonl", TestContext.Current.CancellationToken);
        Assert.Equal(2, inventory.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        async Task<Answer> IndexAsync()
        {
            var submitted = await host.PostAsync("jobs/submit", """
                { "name": "Index", "type": "full_scan", "program_id": 1, "priority": 1, "job_parameters": { "include_trashed": false, "custom_setting": "value" } }
                """);
            Assert.Equal(202, submitted.Status);
            return await host.ReachesAsync(submitted["job_id"].GetString()!, "completed");
        }

        async Task PutAsync(string name) => (await host.Http.PutAsync(
            $"files/{name}", new ByteArrayContent(Encoding.UTF8.GetBytes(name)), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        static (int Items, int Read, int Unchanged) Counts(Answer job) => (
            job["result"].GetProperty("items").GetInt32(), job["result"].GetProperty("read").GetInt32(), job["result"].GetProperty("unchanged").GetInt32());
    }
}
