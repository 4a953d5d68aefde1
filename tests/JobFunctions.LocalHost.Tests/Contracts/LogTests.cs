using System.Net.ServerSentEvents;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>A job's log as its owner reads it, at once and while it is written.</summary>
public class LogTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_of_every_attempt_and_goes_with_the_job()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.SubmitAsync("gate", """{"log": ["looked at 7 < 8 files"], "error": "no"}""");
        host.Gate.Release();
        await host.ReachesAsync(id, "failed");
        await host.PostAsync($"jobs/restart/{id}", """{"config": {"log": ["once more"]}}""");
        host.Gate.Release();
        await host.ReachesAsync(id, "completed");

        using var answer = await host.Http.GetAsync($"jobs/{id}/log", Token);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        var lines = (await answer.Content.ReadAsStringAsync(Token)).TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["[1] Processing records...", "[1] looked at 7 < 8 files", "[2] Processing records...", "[2] once more"],
            lines.Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));

        await host.DeleteAsync($"jobs/{id}");
        Assert.Equal(404, (await host.GetAsync($"jobs/{id}/log")).Status);
    }

    [Fact]
    public async Task A_job_that_said_nothing_has_an_empty_one()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.SubmitAsync();
        await host.ReachesAsync(id, "completed");
        Assert.Equal("", await host.Http.GetStringAsync($"jobs/{id}/log", Token));
        using var stream = await host.Http.GetAsync($"jobs/{id}/log?follow=true", Token);
        Assert.Equal(204, (int)stream.StatusCode);
    }

    [Fact]
    public async Task Who_follows_it_reads_each_line_once_over_a_cut()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync("""{"log": ["before"], "log_after": ["after", "at the end"]}""");
        string known;
        using (var first = await FollowAsync(null))
        {
            await using var begin = EventsOf(first).GetAsyncEnumerator(Token);
            var text = "";
            while (!text.EndsWith("before\n", StringComparison.Ordinal))
                text += await NextAsync(begin);
            known = begin.Current.EventId!;
        }

        host.Gate.Release();
        await host.ReachesAsync(id, "completed");
        using var second = await FollowAsync(known);
        await using var rest = EventsOf(second).GetAsyncEnumerator(Token);
        var more = await NextAsync(rest);
        Assert.Equal(["after", "at the end"], more.TrimEnd('\n').Split('\n').Select(line => line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..]));
        var last = rest.Current.EventId!;
        Assert.False(await rest.MoveNextAsync());
        using var over = await FollowAsync(last);
        Assert.Equal(204, (int)over.StatusCode);

        async Task<HttpResponseMessage> FollowAsync(string? lastEventId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"jobs/{id}/log?follow=true");
            if (lastEventId is not null)
                request.Headers.Add("Last-Event-ID", lastEventId);
            return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        }
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<SseItem<JsonElement>> events)
    {
        Assert.True(await Eventually.Completes(events.MoveNextAsync().AsTask()));
        Assert.Equal(("job_log", 1), (events.Current.EventType, events.Current.Data.GetProperty("attempt").GetInt32()));
        return events.Current.Data.GetProperty("text").GetString()!;
    }

    private static async IAsyncEnumerable<SseItem<JsonElement>> EventsOf(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        await foreach (var item in SseParser.Create(stream, (_, data) => JsonElement.Parse(data)).EnumerateAsync(Token))
            yield return item;
    }
}
