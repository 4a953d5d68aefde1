using System.Net.ServerSentEvents;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>What a caller reads of a job's timeline, at once and as a stream.</summary>
public class TimelineTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_attempt_stands_in_it_over_a_failure_a_restart_and_a_cancel()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), null, ("Jobs:RetryBase", "00:00:00"));
        var id = await host.SubmitAsync("gate", """{"error": "no such file"}""");
        host.Gate.Release();
        await host.ReachesAsync(id, "failed");
        await host.PostAsync($"jobs/restart/{id}");
        await Eventually.BecomesTrue(() => host.Gate.Running == 1, "the second attempt runs");
        await host.PostAsync($"jobs/{id}/cancel");

        var answer = await host.GetAsync($"jobs/{id}/events");

        Assert.Equal((200, id, 0), (answer.Status, answer["job_id"].GetString(), answer["dropped"].GetInt32()));
        var events = answer["events"].EnumerateArray().ToList();
        Assert.Equal(
            ["submitted 0", "started 1", "failed 1", "restarted 1", "started 2", "cancelled 2"],
            events.Select(happened => $"{happened.GetProperty("kind").GetString()} {happened.GetProperty("attempt").GetInt32()}"));
        Assert.Equal("PermanentJobException: no such file", events[2].GetProperty("detail").GetString());
        Assert.Equal(JsonValueKind.Null, events[3].GetProperty("instance").ValueKind);
        var times = events.Select(happened => happened.GetProperty("at").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(404, (await host.GetAsync("jobs/job_1/events")).Status);
    }

    [Theory]
    [InlineData("?follow=true", null)]
    [InlineData("", "text/event-stream")]
    public async Task A_stream_tells_each_event_once_over_a_cut_to_the_end(string query, string? accept)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        string known;
        using (var first = await FollowAsync(null))
        {
            await using var begin = EventsOf(first).GetAsyncEnumerator(Token);
            Assert.Equal(("job_event", "submitted"), await NextAsync(begin));
            Assert.Equal(("job_event", "started"), await NextAsync(begin));
            known = begin.Current.EventId!;
        }

        // What happens while nobody listens is told later.
        await host.PostAsync($"jobs/{id}/cancel");
        await host.PostAsync($"jobs/restart/{id}");
        await Eventually.BecomesTrue(() => host.Gate.Running == 1, "the second attempt runs");
        using var second = await FollowAsync(known);
        await using var rest = EventsOf(second).GetAsyncEnumerator(Token);
        Assert.Equal(("job_event", "cancelled"), await NextAsync(rest));
        Assert.Equal(("job_event", "restarted"), await NextAsync(rest));
        Assert.Equal(("job_event", "started"), await NextAsync(rest));
        host.Gate.Release();
        Assert.Equal(("job_event", "completed"), await NextAsync(rest));
        var last = rest.Current.EventId!;
        Assert.False(await rest.MoveNextAsync());

        // Who has heard the end is told not to come back.
        using var over = await FollowAsync(last);
        Assert.Equal(204, (int)over.StatusCode);

        async Task<HttpResponseMessage> FollowAsync(string? lastEventId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"jobs/{id}/events{query}");
            if (accept is not null)
                request.Headers.Accept.ParseAdd(accept);
            if (lastEventId is not null)
                request.Headers.Add("Last-Event-ID", lastEventId);
            return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        }
    }

    private static async Task<(string Event, string? Kind)> NextAsync(IAsyncEnumerator<SseItem<JsonElement>> events)
    {
        Assert.True(await Eventually.Completes(events.MoveNextAsync().AsTask()));
        return (events.Current.EventType, events.Current.Data.GetProperty("kind").GetString());
    }

    private static async IAsyncEnumerable<SseItem<JsonElement>> EventsOf(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        await foreach (var item in SseParser.Create(stream, (_, data) => JsonElement.Parse(data)).EnumerateAsync(Token))
            yield return item;
    }
}
