using System.Text.Json;
using JobFunctions.Core.Watching;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>How streams go by the service's clock, and that the usual clients read them.</summary>
public class JobStreamTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>The wait before the end, which comes before a proxy cuts the stream at 230 s.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private const int KeepAlives = 14;

    private readonly SteppedTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_is_kept_alive_every_15_s_and_ends_itself_before_225_s()
    {
        await using var host = await StartAsync();
        var id = await WaitingJobAsync(host);
        using var response = await host.Http.GetAsync($"jobs/status/{id}/stream", HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        string[] begin = ["retry", "", "id", "event", "data", ""];
        foreach (var field in begin)
            Assert.StartsWith(field, await ReadLineAsync(), StringComparison.Ordinal);

        var began = _time.GetUtcNow();
        for (var number = 1; number <= KeepAlives; number++)
        {
            await _time.BeginsToWait(KeepAlive, number);
            _time.Advance(KeepAlive);
            Assert.Equal(": keep-alive", await ReadLineAsync());
            Assert.Equal("", await ReadLineAsync());
        }

        await _time.BeginsToWait(Rest);
        _time.Advance(Rest);
        Assert.DoesNotContain("event", await Eventually.Completes(reader.ReadToEndAsync(Token)), StringComparison.Ordinal);
        Assert.True(_time.GetUtcNow() - began < TimeSpan.FromSeconds(225));
        await Eventually.BecomesTrue(() => host.Service<JobWatcher>().Count == 0, "nobody watches any more");

        Task<string?> ReadLineAsync() => Eventually.Completes(reader.ReadLineAsync(Token).AsTask());
    }

    [Fact]
    public async Task A_poll_without_a_change_answers_at_its_timeout()
    {
        await using var host = await StartAsync();
        var id = await WaitingJobAsync(host);
        var poll = host.GetAsync($"jobs/status/{id}/poll?timeout=100");
        await _time.BeginsToWait(TimeSpan.FromSeconds(100));
        await _time.BeginsToWait(JobWatcher.Interval);
        _time.Advance(TimeSpan.FromSeconds(99));
        await _time.BeginsToWait(JobWatcher.Interval, times: 2);
        Assert.False(poll.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await Eventually.Completes(poll)).Shows(200, """{ "status": "running", "progress": 0.75 }""");
    }

    [Fact]
    public async Task An_EventSource_follows_a_job_over_a_cut_to_its_end()
    {
        const string test = "process.exitCode = typeof EventSource === 'function' ? 0 : 1";
        using (var node = ClientProgram.Start("node", "--experimental-eventsource", "-e", test))
            Assert.SkipUnless(await node.EndsAsync() == 0, "This Node has no EventSource: it takes 20.18 or later");
        await using var host = await StartAsync();
        var id = await WaitingJobAsync(host);
        var script = Path.Combine(AppContext.BaseDirectory, "Contracts", "Node", "events.mjs");
        using var source = ClientProgram.Start("node", "--experimental-eventsource", "--no-warnings", script, Address(host, id));
        Assert.Equal("open", (await HearAsync()).Heard);
        var update = await HearAsync();
        Assert.Equal(("job_update", "scheduled"), (update.Heard, update.Status));

        // The service ends the stream; the client comes back by itself, and is not told again what it knows.
        for (var number = 1; number <= KeepAlives; number++)
        {
            await _time.BeginsToWait(KeepAlive, number);
            _time.Advance(KeepAlive);
        }

        await _time.BeginsToWait(Rest);
        _time.Advance(Rest);
        Assert.Equal("reconnecting", (await HearAsync()).Heard);
        Assert.Equal("open", (await HearAsync()).Heard);
        await host.PostAsync($"jobs/{id}/cancel");
        var end = await HearAsync();
        Assert.Equal(("job_complete", "cancelled"), (end.Heard, end.Status));
        Assert.NotEqual(update.Id, end.Id);

        // Once more it comes back, and is told to stay away.
        Assert.Equal("reconnecting", (await HearAsync()).Heard);
        Assert.Equal("closed", (await HearAsync()).Heard);
        Assert.Equal(0, await source.EndsAsync());

        async Task<(string Heard, string? Id, string? Status)> HearAsync()
        {
            var line = JsonElement.Parse(await source.ReadLineAsync() ?? """{ "heard": "nothing more" }""");
            return (line.GetProperty("heard").GetString()!, Text(line, "id"), Text(line, "status"));
        }

        static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    [Fact]
    public async Task Curl_shows_events_as_they_come()
    {
        await using var host = await StartAsync();
        var id = await WaitingJobAsync(host);
        using var curl = ClientProgram.Start("curl", "-sN", Address(host, id));
        await ComesAsync("event: job_update");
        await host.PostAsync($"jobs/{id}/cancel");
        await ComesAsync("event: job_complete");
        Assert.Equal(0, await curl.EndsAsync());

        async Task ComesAsync(string expected)
        {
            string? line;
            while ((line = await curl.ReadLineAsync()) != expected)
                Assert.NotNull(line);
        }
    }

    private Task<ContractHost> StartAsync() =>
        ContractHost.StartAsync(azurite.NewAccount(), services => services.UseTime(_time).RemoveTimers());

    /// <summary>A job that does nothing by itself.</summary>
    private async Task<string> WaitingJobAsync(ContractHost host) =>
        await host.SubmitAsync(more: $", \"scheduled_at\": \"{_time.GetUtcNow().AddDays(1):O}\"");

    private static string Address(ContractHost host, string id) => new Uri(host.Http.BaseAddress!, $"jobs/status/{id}/stream").ToString();
}
