using System.Collections.Concurrent;
using System.Diagnostics;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Bench.Sections;

/// <summary>
/// How long users wait under 50 requests a second (half submits, the rest status and lists) with 200 open streams on 20 running jobs:
/// in one process, and where one process answers and another runs the jobs, as in Azure.
/// </summary>
internal sealed class LatencySection : ISection
{
    private const int RequestsPerSecond = 50;
    private const int StreamsPerJob = 10;

    public string Name => "latency";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        foreach (var twoProcesses in new[] { false, true })
        {
            var account = emulator.NewAccount();
            await using var back = await Service.StartAsync(account, twoProcesses ? Part.Processor : Part.All);
            await using var second = twoProcesses ? await Service.StartAsync(account, Part.Http) : null;
            await MeasureAsync(report, second ?? back, back, twoProcesses ? "two processes" : "one process", options.Size(30, 6));
        }
    }

    private async Task MeasureAsync(Report report, Service front, Service back, string where, int seconds)
    {
        var (submit, status, list, start, change) = (new Latencies(), new Latencies(), new Latencies(), new Latencies(), new Latencies());
        var submitted = new ConcurrentDictionary<JobId, long>();
        var changes = new ConcurrentDictionary<string, long>();
        back.Feed.Committed += (id, _, job) =>
        {
            if (job is null)
                return;
            changes[job.OperationId] = Stopwatch.GetTimestamp();
            if (job.Status == JobStatus.Running && submitted.TryRemove(id, out var at))
                start.Add(Stopwatch.GetElapsedTime(at));
        };

        // Five a lane, so that each lane has room for the jobs that are submitted meanwhile.
        var watched = new List<JobId>();
        for (var priority = 1; priority <= 4; priority++)
        {
            for (var i = 0; i < 5; i++)
                watched.Add(await front.PostAsync(Service.NoopBody((seconds + 5) * 1000, (seconds + 5) * 2, priority)));
        }

        using var over = new CancellationTokenSource();
        var opened = new CountdownEvent(watched.Count * StreamsPerJob);
        var streams = watched.SelectMany(id => Enumerable.Repeat(id, StreamsPerJob))
            .Select(id => FollowAsync(front, id, changes, change, opened, over.Token)).ToList();
        await Task.Run(() => opened.Wait(TimeSpan.FromSeconds(60)));

        var calls = new List<Task>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < RequestsPerSecond * seconds; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / RequestsPerSecond) - clock.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            calls.Add((i % 10) switch
            {
                < 5 => TimeAsync(submit, async () =>
                {
                    var at = Stopwatch.GetTimestamp();
                    var id = await front.PostAsync(Service.NoopBody());
                    submitted.TryAdd(id, at);
                }),
                < 8 => TimeAsync(status, () => front.Http.GetStringAsync($"jobs/status/{watched[i % watched.Count]}")),
                _ => TimeAsync(list, () => front.Http.GetStringAsync("jobs/list?limit=50")),
            });
        }

        await Task.WhenAll(calls);
        await over.CancelAsync();
        await Task.WhenAll(streams);
        submit.AddTo(report, Name, $"{where}: submit", "< 100 on average (document 001)");
        status.AddTo(report, Name, $"{where}: status", "< 50 on average (document 001)");
        list.AddTo(report, Name, $"{where}: list of 50");
        start.AddTo(report, Name, $"{where}: submit to start", note: where == "one process" ? "" : "a pump of another process polls: 100 ms at first, then up to 2 s");
        change.AddTo(report, Name, $"{where}: change to stream", note: where == "one process" ? "" : "a watched job of another process is read every 200 ms");
    }

    private static async Task TimeAsync(Latencies latencies, Func<Task> call)
    {
        var at = Stopwatch.GetTimestamp();
        await call();
        latencies.Add(Stopwatch.GetElapsedTime(at));
    }

    private static async Task FollowAsync(
        Service front, JobId id, ConcurrentDictionary<string, long> changes, Latencies latencies, CountdownEvent opened, CancellationToken until)
    {
        try
        {
            await using var stream = await front.Http.GetStreamAsync($"jobs/status/{id}/stream", until);
            using var reader = new StreamReader(stream);
            var isFirst = true;
            while (await reader.ReadLineAsync(until) is { } line)
            {
                if (!line.StartsWith("id: ", StringComparison.Ordinal))
                    continue;
                if (isFirst)
                    opened.Signal();
                else if (changes.TryGetValue(line[4..], out var at))
                    latencies.Add(Stopwatch.GetElapsedTime(at));
                isFirst = false;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
        }
    }
}
