using System.Net.Http.Headers;
using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Limits are settings, and nobody's limit is another's.</summary>
public class LimitTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Each_limit_of_a_submit_is_a_setting()
    {
        await using var host = await ContractHost.StartAsync(
            azurite.NewAccount(),
            null,
            ("Requests:MaxJsonBytes", "2000"), ("Requests:MaxJsonDepth", "4"), ("Requests:MaxConfigCharacters", "100"), ("Requests:MaxName", "5"),
            ("Requests:MaxTags", "1"), ("Requests:MaxTag", "2"), ("Requests:MaxPage", "100"));
        (string Body, int Status, string? Field)[] cases =
        [
            ("""{"name": "short", "type": "noop", "tags": ["ab"], "config": {"a": {"b": {}}}}""", 202, null),
            ($$"""{"name": "{{new string('n', 2_000)}}", "type": "noop"}""", 413, null),
            ("""{"name": "x", "type": "noop", "config": {"a": {"b": {"c": {}}}}}""", 400, "body"),
            ($$"""{"name": "x", "type": "noop", "config": {"a": "{{new string('c', 100)}}"} }""", 400, "config"),
            ("""{"name": "longer", "type": "noop"}""", 400, "name"),
            ("""{"name": "x", "type": "noop", "tags": ["a", "b"]}""", 400, "tags"),
            ("""{"name": "x", "type": "noop", "tags": ["abc"]}""", 400, "tags"),
        ];
        foreach (var (body, status, field) in cases)
        {
            var answer = await host.PostAsync("jobs/submit", body);
            Assert.True(status == answer.Status, $"{body}: {answer.Status} {answer.Body}");
            if (field is not null)
                Assert.Equal(field, answer["errors"][0].GetProperty("field").GetString());
        }

        Assert.Equal(200, (await host.GetAsync("jobs/list?limit=100")).Status);
        string[] lists =
        [
            "jobs/list", "jobs", "jobs/failed", "job-queue/jobs/7", "audit", "files", "schedules", "webhooks/deliveries", $"batches/{Guid.Empty}/jobs",
        ];
        foreach (var list in lists)
            Assert.Equal(400, (await host.GetAsync($"{list}?limit=101")).Status);
    }

    [Fact]
    public async Task Streams_and_polls_of_one_user_are_counted_until_they_end()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, [.. Tokens.Settings, ("Requests:StreamsPerUser", "2")]);
        As(host, Tokens.Of("ann", "7"));
        var id = await host.SubmitAsync(more: """, "program_id": 7, "scheduled_at": "2099-01-01T00:00:00Z" """);
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
        {
            streams.Add(await host.Http.GetAsync(
                $"jobs/status/{id}/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
            Assert.True(streams[i].IsSuccessStatusCode);
        }

        foreach (var path in new[] { $"jobs/status/{id}/stream", $"jobs/status/{id}/poll?timeout=1" })
        {
            var refused = await host.GetAsync(path);
            Assert.Equal(429, refused.Status);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        }

        As(host, Tokens.Of("dora", "7"));
        Assert.Equal(200, (await host.GetAsync($"jobs/status/{id}/poll?timeout=1")).Status);

        As(host, Tokens.Of("ann", "7"));
        streams.ForEach(stream => stream.Dispose());
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync($"jobs/status/{id}/poll?timeout=1")).Status == 200, "the streams that have ended count no more");
    }

    [Fact]
    public async Task Who_submits_too_fast_hears_when_to_go_on_and_others_are_not_slowed_down()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, [.. Tokens.Settings, ("Requests:SubmitsPerMinute", "1")]);
        As(host, Tokens.Of("ann"));
        await host.SubmitAsync();
        var refused = await host.PostAsync("jobs/submit", """{"name": "x", "type": "noop"}""");
        Assert.Equal(429, refused.Status);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

        As(host, Tokens.Of("bob"));
        await host.SubmitAsync();
        As(host, Tokens.Of("ann"));
        using var form = new MultipartFormDataContent { { new StringContent("""{"name": "x", "type": "noop"}"""), "job" }, { new ByteArrayContent([1]), "file", "left.bin" } };
        using var withFile = await host.Http.PostAsync("jobs/submit", form, TestContext.Current.CancellationToken);
        Assert.Equal(429, (int)withFile.StatusCode);
        var blobs = host.Service<Core.Storage.StorageAccount>().JobBlobs;
        Assert.Empty(await blobs.GetBlobsAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Requests:MaxPage", "501")]
    [InlineData("Requests:MaxJsonDepth", "65")]
    public async Task A_limit_that_can_not_be_kept_refuses_the_start(string setting, string value) =>
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ContractHost.StartAsync(azurite.NewAccount(), null, (setting, value)));

    [Theory]
    [InlineData(63, "completed")]
    [InlineData(64, null)]
    public async Task A_config_of_every_depth_that_is_taken_runs(int depth, string? reaches)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var nested = string.Concat(Enumerable.Repeat("""{"a": """, depth - 1)) + "{}" + new string('}', depth - 1);
        var answer = await host.PostAsync("jobs/submit", $$"""{"name": "deep", "type": "noop", "config": {{nested}}}""");

        Assert.Equal(reaches is null ? 400 : 202, answer.Status);
        if (reaches is not null)
            await host.ReachesAsync(answer["job_id"].GetString()!, reaches);
    }

    private static void As(ContractHost host, string token) =>
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
}
