using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Batches that are sent again, and unique jobs in them, as a client sees them.</summary>
public class BatchKeyTests(AzuriteFixture azurite)
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";
    private const string Array = """{"on_complete": {"name": "last", "type": "noop"}, "jobs": [{"name": "one", "type": "noop"}, {"type": "noop"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_array_is_answered_with_the_same_jobs_and_another_one_is_refused()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var first = await SendAsync(service, "key", Array, Json);
        await service.EndsAsync(first.Lines[0].GetProperty("jobs")[0].GetProperty("job_id").GetString()!);
        var again = await SendAsync(service, "key", Array, Json);

        Assert.Equal((HttpStatusCode.Accepted, false, HttpStatusCode.Accepted, true), (first.Status, first.IsReplay, again.Status, again.IsReplay));
        foreach (var member in new[] { "batch_id", "accepted", "refused", "duplicates" })
            Assert.Equal(first.Lines[0].GetProperty(member).GetRawText(), again.Lines[0].GetProperty(member).GetRawText());
        Assert.Equal(JobIds(first.Lines[0]), JobIds(again.Lines[0]));
        Assert.Equal("name", again.Lines[0].GetProperty("jobs")[1].GetProperty("errors")[0].GetProperty("field").GetString());

        foreach (var (body, type) in new[] { (Array.Replace("one", "another", StringComparison.Ordinal), Json), ("""{"name": "one", "type": "noop"}""", Lines) })
        {
            var refused = await SendAsync(service, "key", body, type);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("Idempotency-Key", refused.Lines[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
        Assert.NotEqual(first.Lines[0].GetProperty("batch_id").GetString(), (await SendAsync(service, "other key", Array, Json)).Lines[0].GetProperty("batch_id").GetString());
    }

    [Fact]
    public async Task Of_a_stream_the_beginning_is_compared_at_once_and_further_lines_one_by_one()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        string[] lines = ["""{"batch": {"name": "nightly"}}""", """{"name": "one", "type": "noop"}""", """{"name": "two", "type": "noop"}"""];

        var first = await SendAsync(service, "key", string.Join('\n', lines), Lines);
        var again = await SendAsync(service, "key", string.Join('\n', lines), Lines);
        var other = await SendAsync(service, "key", string.Join('\n', lines[0], lines[1], """{"name": "three", "type": "noop"}"""), Lines);

        Assert.Equal(first.Lines[0].GetRawText(), again.Lines[0].GetRawText());
        Assert.Equal(ByIndex(first), ByIndex(again));
        Assert.Equal((1, 1), (other.Lines[^1].GetProperty("accepted").GetInt32(), other.Lines[^1].GetProperty("refused").GetInt32()));
        Assert.Contains("Idempotency-Key", other.Lines.Single(line => line.TryGetProperty("index", out var index) && index.GetInt32() == 1).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(service, "key", string.Join('\n', lines[1..]), Lines)).Status);
        Assert.Equal(2, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        foreach (var (body, type) in new[] { (Array, Json), ("{}", Lines) })
        {
            var refused = await SendAsync(service, new string('k', 256), body, type);
            Assert.Equal((HttpStatusCode.BadRequest, "Idempotency-Key"), (refused.Status, refused.Lines[0].GetProperty("errors")[0].GetProperty("field").GetString()));
        }
    }

    [Fact]
    public async Task Unique_jobs_of_a_batch_are_its_members_and_duplicates_are_told()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        const string later = """ "type": "noop", "scheduled_at": "2099-01-01T00:00:00Z", "unique_for": "pending_or_running" """;
        var there = await service.SubmitAsync($$"""{"name": "there", "config": {"label": "0"}, {{later}}}""");
        var jobs = string.Join(',', Enumerable.Range(0, 10).Select(number => $$"""{"name": "{{number}}", "config": {"label": "{{number}}"}, {{later}}}"""));

        var (_, answer) = await service.PostAsync("jobs/submit-batch", $"[{jobs}]");

        Assert.Equal((9, 1, 0), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("duplicates").GetInt32(), answer.GetProperty("refused").GetInt32()));
        Assert.Equal((there, true), (answer.GetProperty("jobs")[0].GetProperty("job_id").GetString(), answer.GetProperty("jobs")[0].GetProperty("duplicate").GetBoolean()));
        var batch = answer.GetProperty("batch_id").GetString();
        Assert.Equal(9, (await service.GetAsync($"batches/{batch}/jobs")).Answer.GetArrayLength());
        Assert.Equal(9, (await service.PostAsync($"batches/{batch}/cancel")).Answer.GetProperty("jobs_cancelled").GetInt32());
        Assert.True((await service.GetAsync($"batches/{batch}")).Answer.GetProperty("is_done").GetBoolean());
    }

    private static List<string?> JobIds(JsonElement answer) =>
        [.. answer.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetString())];

    private static List<(int, string?)> ByIndex(SentBatch answer) =>
        [.. answer.Lines[1..^1].Select(line => (line.GetProperty("index").GetInt32(), line.GetProperty("job_id").GetString())).Order()];

    private static async Task<SentBatch> SendAsync(RunningService service, string key, string body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "jobs/submit-batch")
        {
            Headers = { { "Idempotency-Key", key } },
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)),
        };
        using var answer = await service.Http.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return new SentBatch(
            answer.StatusCode,
            answer.Headers.Contains("Idempotent-Replayed"),
            answer.Content.Headers.ContentType!.MediaType == Lines
                ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))]
                : [JsonElement.Parse(text)]);
    }

    private sealed record SentBatch(HttpStatusCode Status, bool IsReplay, IReadOnlyList<JsonElement> Answers)
    {
        public JsonElement[] Lines { get; } = [.. Answers];
    }
}
