using System.Net.ServerSentEvents;
using System.Text.Json;
using JobFunctions.Core.Watching;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Document 001's ways to wait for a job: the long poll and the stream of server-sent events.</summary>
public class JobEventsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_poll_answers_when_the_status_changes()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        Assert.Equal("running", (await host.GetAsync($"jobs/status/{id}/poll?current_status=pending"))["status"].GetString());

        var polls = Enumerable.Range(0, 20).Select(_ => host.GetAsync($"jobs/status/{id}/poll?timeout=60&current_status=started")).ToList();
        await Eventually.BecomesTrue(() => host.Service<JobWatcher>().Count == 1, "somebody watches");
        Assert.Equal(1, (await host.GetAsync("jobs/queue/stats"))["cache_size"].GetInt32());
        host.Gate.Release();
        foreach (var answer in await Eventually.Completes(Task.WhenAll(polls)))
            Assert.Equal("completed", answer["status"].GetString());
        await Eventually.BecomesTrue(() => host.Service<JobWatcher>().Count == 0, "nobody watches any more");
    }

    [Fact]
    public async Task A_change_by_another_instance_is_seen_as_well()
    {
        var storage = azurite.NewAccount();
        await using var one = await ContractHost.StartAsync(storage);
        var id = await one.RunningAsync();
        await using var other = await ContractHost.StartAsync(storage);
        var poll = other.GetAsync($"jobs/status/{id}/poll?timeout=60&current_status=running");
        await Eventually.BecomesTrue(() => other.Service<JobWatcher>().Count == 1, "somebody watches");
        one.Gate.Release();
        Assert.Equal("completed", (await Eventually.Completes(poll))["status"].GetString());
    }

    [Fact]
    public async Task A_poll_with_wrong_parameters_is_refused()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        foreach (var wrong in new[] { "0", "221", "soon" })
            Assert.Equal(400, (await host.GetAsync($"jobs/status/{id}/poll?timeout={wrong}")).Status);
        Assert.Equal(400, (await host.GetAsync($"jobs/status/{id}/poll?current_status=somewhere")).Status);
    }

    [Fact]
    public async Task A_stream_tells_every_change_and_the_end()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        using var response = await host.Http.GetAsync($"jobs/status/{id}/stream", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        await using var events = EventsOf(response).GetAsyncEnumerator(Token);

        Assert.True(await events.MoveNextAsync());
        var update = events.Current;
        Assert.Equal("job_update", update.EventType);
        Printed.AssertShownBy(update.Data, """{"job_id": "550e8400-e29b-41d4-a716-446655440000", "status": "running", "progress": 0.1}""");
        Assert.Equal(0.75, update.Data.GetProperty("progress").GetDouble());

        host.Gate.Release();
        while (await events.MoveNextAsync() && events.Current.EventType == "job_update")
            Assert.NotEqual(update.EventId, events.Current.EventId);
        var end = events.Current;
        Assert.Equal("job_complete", end.EventType);
        Printed.AssertShownBy(end.Data, """{"job_id": "550e8400-e29b-41d4-a716-446655440000", "status": "completed", "result": {}}""");
        Assert.Equal(42, end.Data.GetProperty("result").GetProperty("answer").GetInt32());
        Assert.False(await events.MoveNextAsync());

        // A client that has seen the end is told not to come back; one that has not hears of it.
        Assert.Equal(204, (int)(await ReconnectAsync(host, id, end.EventId!)).StatusCode);
        using var late = await ReconnectAsync(host, id, update.EventId!);
        Assert.Contains("event: job_complete", await late.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_resumes_without_repeating_itself()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        string known;
        using (var first = await host.Http.GetAsync($"jobs/status/{id}/stream", HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await using var events = EventsOf(first).GetAsyncEnumerator(Token);
            await events.MoveNextAsync();
            known = events.Current.EventId!;
        }

        using var second = await ReconnectAsync(host, id, known);
        await using var rest = EventsOf(second).GetAsyncEnumerator(Token);
        await host.PostAsync($"jobs/{id}/cancel");
        Assert.True(await rest.MoveNextAsync());
        Assert.Equal("job_complete", rest.Current.EventType);
        Assert.Equal("cancelled", rest.Current.Data.GetProperty("status").GetString());
    }

    private static async Task<HttpResponseMessage> ReconnectAsync(ContractHost host, string id, string lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"jobs/status/{id}/stream");
        request.Headers.Add("Last-Event-ID", lastEventId);
        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private static async IAsyncEnumerable<SseItem<JsonElement>> EventsOf(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        await foreach (var item in SseParser.Create(stream, (_, data) => JsonElement.Parse(data)).EnumerateAsync(Token))
            yield return item;
    }
}
