using System.Diagnostics;
using Azure.Storage.Queues;
using JobFunctions.Bench.Bare;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Bench.Sections;

/// <summary>Jobs per second against the bare storage calls, on the same emulator in turns.</summary>
internal sealed class ThroughputSection : ISection
{
    private const int InFlight = 64;

    public string Name => "throughput";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        var jobs = options.Size(1000, 320);
        // The first half of the rounds warms all three up.
        var (bare, service, http) = (new List<Run>(), new List<Run>(), new List<Run>());
        for (var round = 0; round < options.Size(7, 2); round++)
        {
            bare.Add(await BareAsync(emulator, jobs));
            service.Add(await ServiceAsync(emulator, jobs, overHttp: false));
            http.Add(await ServiceAsync(emulator, jobs, overHttp: true));
            Console.WriteLine(FormattableString.Invariant($"   round {round}: bare {bare[^1].Rate:0}, service {service[^1].Rate:0}, over HTTP {http[^1].Rate:0} jobs/s"));
        }

        var (floor, ours, overHttp) = (Median(bare, run => run.Rate), Median(service, run => run.Rate), Median(http, run => run.Rate));
        report.Add(Name, "bare program, 64 in flight", floor, "jobs/s", note: "5 requests a job, no index, no counter; the emulator's one thread is the bound");
        AddProcessor(report, "bare program", bare);
        report.Add(Name, "service, 64 in flight", ours, "jobs/s");
        AddProcessor(report, "service", service);
        report.Add(Name, "service ÷ bare", ours / floor, "×", "≥ 1.0, best 1.4", "4 shards; the same emulator in turns, median of the later half of the rounds");
        report.Add(Name, "service over HTTP, 64 in flight", overHttp, "jobs/s", note: "client and web server in the same process");
        report.Add(Name, "service over HTTP, per minute", overHttp * 60, "jobs/min", "> 100 (document 001)");
        await BacklogAsync(report, emulator, options.Size(5000, 400));
    }

    private void AddProcessor(Report report, string what, List<Run> runs)
    {
        report.Add(Name, $"{what}: processor time of the emulator", Median(runs, run => run.Emulator), "ms/job", note: "one thread: at 1 ms no more than 1,000 jobs a second are possible");
        report.Add(Name, $"{what}: processor time of its own", Median(runs, run => run.Own), "ms/job");
    }

    /// <summary>The median of the later half.</summary>
    private static double Median(List<Run> runs, Func<Run, double> value)
    {
        var sorted = runs.Skip(runs.Count / 2).Select(value).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static async Task<Run> MeasureAsync(Emulator emulator, int jobs, Func<Task> runOne)
    {
        await Loop.ClosedAsync(jobs / 10, InFlight, runOne);
        var (theirs, own) = (emulator.ProcessorTime, Environment.CpuUsage.TotalTime);
        var rate = await Loop.ClosedAsync(jobs, InFlight, runOne);
        return new Run(rate, (emulator.ProcessorTime - theirs).TotalMilliseconds / jobs, (Environment.CpuUsage.TotalTime - own).TotalMilliseconds / jobs);
    }

    private static async Task<Run> BareAsync(Emulator emulator, int jobs)
    {
        await using var bare = await BareProgram.StartAsync(emulator.NewAccount());
        return await MeasureAsync(emulator, jobs, bare.RunOneAsync);
    }

    private static async Task<Run> ServiceAsync(Emulator emulator, int jobs, bool overHttp)
    {
        await using var service = await Service.StartAsync(emulator.NewAccount());
        return await MeasureAsync(emulator, jobs, Loop.Through(service, service, overHttp));
    }

    private async Task BacklogAsync(Report report, Emulator emulator, int jobs)
    {
        // What the emulator's queue does by itself with as many messages: receive by 16 and delete.
        var queue = new QueueClient(emulator.NewAccount(), "backlog");
        await queue.CreateAsync();
        await Loop.ClosedAsync(jobs, InFlight, () => queue.SendMessageAsync("0123456789abcdef0123456789abcdef 1.0123456789abcdef"));
        var clock = Stopwatch.StartNew();
        for (var left = jobs; left > 0;)
        {
            var messages = (await queue.ReceiveMessagesAsync(16, TimeSpan.FromMinutes(10))).Value;
            await Task.WhenAll(messages.Select(message => queue.DeleteMessageAsync(message.MessageId, message.PopReceipt)));
            left -= messages.Length;
        }

        var alone = jobs / clock.Elapsed.TotalSeconds;
        var account = emulator.NewAccount();
        await using var front = await Service.StartAsync(account, Part.Http);
        var submitted = Stopwatch.StartNew();
        await Loop.ClosedAsync(jobs, InFlight, () => front.SubmitAsync(Service.Noop()));
        report.Add(Name, $"submits of a backlog of {jobs}", jobs / submitted.Elapsed.TotalSeconds, "jobs/s");

        await using var back = await Service.StartAsync(account, Part.Processor);
        clock.Restart();
        var done = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        back.Get<CommitFeed>().Committed += (_, _, job) =>
        {
            if (job is { Status: JobStatus.Completed } && Interlocked.Increment(ref done) == jobs)
                all.SetResult();
        };
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        report.Add(Name, $"drain of a backlog of {jobs}", jobs / clock.Elapsed.TotalSeconds, "jobs/s",
            note: FormattableString.Invariant($"another process runs them; the emulator's queue alone, receives and deletes only, does {alone:0} messages/s with as many"));
    }

    /// <summary>Jobs per second, and milliseconds of processor time per job.</summary>
    private sealed record Run(double Rate, double Emulator, double Own);
}
