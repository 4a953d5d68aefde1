using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Batches over HTTP, in both forms.</summary>
public class BatchTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_bad_job_harms_no_other_and_each_is_answered()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var (status, answer) = await service.PostAsync("jobs/submit-batch", """
            [{"name": "one", "type": "noop"}, {"type": "noop"}, {"name": "three", "type": "nope"}, "four", {"name": "five", "type": "noop", "tags": ["last"]}]
            """);

        Assert.Equal((HttpStatusCode.Accepted, 2, 3), (status, answer.GetProperty("accepted").GetInt32(), answer.GetProperty("refused").GetInt32()));
        var jobs = answer.GetProperty("jobs").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3, 4], jobs.Select(job => job.GetProperty("index").GetInt32()));
        Assert.Equal("name", jobs[1].GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal("type", jobs[2].GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Contains("must be a JSON object", jobs[3].GetProperty("error").GetString(), StringComparison.Ordinal);
        var batch = await DoneAsync(service, answer.GetProperty("batch_id").GetString()!);
        Assert.Equal((2, 2, 100), (batch.GetProperty("total_jobs").GetInt32(), batch.GetProperty("completed").GetInt32(), batch.GetProperty("progress").GetInt32()));
        Assert.Equal(batch.GetProperty("batch_id").GetString(), (await service.GetAsync($"jobs/{jobs[4].GetProperty("job_id")}")).Answer.GetProperty("batch_id").GetString());
    }

    [Theory]
    [InlineData("jobs", "[]")]
    [InlineData("jobs", """{"name": "x"}""")]
    [InlineData("jobs", """{"jobs": {}}""")]
    [InlineData("name", """{"name": 1, "jobs": [{"name": "x", "type": "noop"}]}""")]
    [InlineData("on_complete.type", """{"on_complete": {"name": "x", "type": "nope"}, "jobs": [{"name": "x", "type": "noop"}]}""")]
    [InlineData("on_complete.depends_on", """{"on_complete": {"name": "x", "type": "noop", "depends_on": ["y"]}, "jobs": [{"name": "x", "type": "noop"}]}""")]
    [InlineData("body", "[{")]
    public async Task A_bad_batch_gets_a_400_that_names_the_field_and_stores_nothing(string field, string body)
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var (status, problem) = await service.PostAsync("jobs/submit-batch", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("field").GetString() == field);
        Assert.Equal(0, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
    }

    [Fact]
    public async Task More_than_a_thousand_jobs_are_refused_before_anything_is_stored()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var (status, _) = await service.PostAsync("jobs/submit-batch", $"[{string.Join(',', Enumerable.Repeat("""{"name": "x", "type": "noop"}""", 1_001))}]");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(0, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
    }

    [Fact]
    public async Task Jobs_stream_in_and_answers_stream_out()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var upload = new StringBuilder("""{"batch": {"name": "nightly", "on_complete": {"name": "last", "type": "noop"}}}""").Append('\n');
        for (var number = 0; number < 300; number++)
            upload.Append(number == 7 ? "{ no json" : $$"""{"name": "job {{number}}", "type": "noop"}""").Append(number % 2 == 0 ? "\n" : "\r\n\n");

        var answers = await StreamAsync(service, upload.ToString());

        var id = answers[0].GetProperty("batch_id").GetString()!;
        Assert.Equal((299, 1), (answers[^1].GetProperty("accepted").GetInt32(), answers[^1].GetProperty("refused").GetInt32()));
        var jobs = answers[1..^1].ToDictionary(answer => answer.GetProperty("index").GetInt32());
        Assert.Equal(Enumerable.Range(0, 300), jobs.Keys.Order());
        Assert.Contains("not valid JSON", jobs[7].GetProperty("error").GetString(), StringComparison.Ordinal);

        var batch = await DoneAsync(service, id);
        Assert.Equal(("nightly", 299), (batch.GetProperty("name").GetString(), batch.GetProperty("completed").GetInt32()));
        Assert.Equal("completed", (await service.EndsAsync(batch.GetProperty("completion_job_id").GetString()!)).GetProperty("status").GetString());

        // All pages together hold every job once.
        var listed = new List<string>();
        for (var page = $"batches/{id}/jobs?limit=100&status=completed"; page is not null;)
        {
            using var answer = await service.Http.GetAsync(page, Token);
            listed.AddRange((await JsonAsync(answer)).EnumerateArray().Select(job => job.GetProperty("id").GetString()!));
            page = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(299, listed.Distinct().Count());
        Assert.Equal(299, listed.Count);
    }

    [Fact]
    public async Task A_line_that_is_too_long_or_one_too_many_is_refused_alone()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), ("Requests:MaxJsonBytes", "2000"), ("Requests:MaxConfigCharacters", "1000"));
        const string job = """{"name": "x", "type": "noop"}""";
        var upload = $$"""{"name": "{{new string('x', 3_000)}}"}""" + "\n" + string.Concat(Enumerable.Repeat(job + "\n", 1_005));

        var answers = await StreamAsync(service, upload);

        Assert.Equal((999, 2), (answers[^1].GetProperty("accepted").GetInt32(), answers[^1].GetProperty("refused").GetInt32()));
        var refused = answers[1..^1].Where(answer => answer.GetProperty("job_id").ValueKind == JsonValueKind.Null).ToDictionary(answer => answer.GetProperty("index").GetInt32());
        Assert.Equal([0, 1_000], refused.Keys.Order());
        Assert.Contains("longer than 2000 bytes", refused[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("1000 jobs", refused[1_000].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_is_cancelled_as_a_whole()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var jobs = string.Join(',', Enumerable.Range(0, 20).Select(number => $$"""{"name": "{{number}}", "type": "noop", "scheduled_at": "2099-01-01T00:00:00Z"}"""));
        var (_, answer) = await service.PostAsync(
            "jobs/submit-batch", $$"""{"on_complete": {"name": "never", "type": "noop"}, "jobs": [{{jobs}}, {"name": "long", "type": "noop", "config": {"duration_ms": 60000} }] }""");
        var id = answer.GetProperty("batch_id").GetString()!;

        var (status, cancelled) = await service.PostAsync($"batches/{id}/cancel");

        Assert.Equal((HttpStatusCode.OK, 21, true), (status, cancelled.GetProperty("jobs_cancelled").GetInt32(), cancelled.GetProperty("complete").GetBoolean()));
        var batch = await DoneAsync(service, id);
        Assert.Equal((21, true), (batch.GetProperty("cancelled").GetInt32(), batch.GetProperty("is_cancelled").GetBoolean()));
        Assert.Equal("cancelled", (await service.EndsAsync(batch.GetProperty("completion_job_id").GetString()!)).GetProperty("status").GetString());
        Assert.Equal(0, (await service.PostAsync($"batches/{id}/cancel")).Answer.GetProperty("jobs_cancelled").GetInt32());
    }

    [Fact]
    public async Task An_unknown_batch_is_a_404()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        foreach (var id in new[] { "nonsense", Guid.NewGuid().ToString() })
            Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync($"batches/{id}")).Status);
    }

    private static async Task<JsonElement> DoneAsync(RunningService service, string id)
    {
        JsonElement batch = default;
        await Eventually.BecomesTrue(
            async () => (batch = (await service.GetAsync($"batches/{id}")).Answer).GetProperty("is_done").GetBoolean(), $"batch {id} is done");
        return batch;
    }

    private static async Task<List<JsonElement>> StreamAsync(RunningService service, string upload)
    {
        using var content = new StringContent(upload, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await service.Http.PostAsync("jobs/submit-batch", content, Token);
        Assert.Equal((HttpStatusCode.Accepted, "application/x-ndjson"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        return [.. (await answer.Content.ReadAsStringAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token));
}
