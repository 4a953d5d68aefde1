using System.Diagnostics;
using JobFunctions.Core.Metering;
using JobFunctions.Testing;

namespace JobFunctions.Bench.Sections;

/// <summary>
/// Storage requests per no-op job, from its submit to the removal of its bell: those that the service charges to submits and runs, and the
/// removals. All others (timers, heartbeats, the operator's settings, the audit trail) go by time, and stand in a row of their own.
/// </summary>
internal sealed class RequestsSection : ISection
{
    public string Name => "requests";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        await MeasureAsync(report, emulator, "one process", twoProcesses: false, options.Size(500, 20), options.Size(2000, 320), "≤ 5.1", "≤ 2.8");
        await MeasureAsync(report, emulator, "two processes", twoProcesses: true, options.Size(500, 10), options.Size(2000, 320), "≤ 6.1", "≤ 3.8");
    }

    private async Task MeasureAsync(
        Report report, Emulator emulator, string where, bool twoProcesses, int alone, int many, string targetAlone, string targetMany)
    {
        var account = emulator.NewAccount();
        await using var back = await Service.StartAsync(account, twoProcesses ? Part.Processor : Part.All);
        await using var second = twoProcesses ? await Service.StartAsync(account, Part.Http) : null;
        var front = second ?? back;
        await RunAsync(20, 4);
        await RunAsync(alone, 1, $"{where}, alone", targetAlone);
        await RunAsync(many, 64, $"{where}, 64 in flight", targetMany);

        async Task RunAsync(int jobs, int inFlight, string? measure = null, string target = "")
        {
            using var count = new StorageCount(front.Meters, back.Meters);
            var clock = Stopwatch.StartNew();
            await Loop.ClosedAsync(jobs, inFlight, Loop.Through(front, back, overHttp: true));
            while (RunsOf(count).Times < jobs || count.Of("queue", "delete") < jobs)
                await Task.Delay(10);
            if (measure is not null)
                Add(report, count, measure, jobs, target, clock.Elapsed);
        }
    }

    private static Measured RunsOf(StorageCount count) => count.Measurements(StorageMeter.OfJob + "requests", "noop");

    private void Add(Report report, StorageCount count, string measure, double jobs, string target, TimeSpan took)
    {
        var ofJobs = RunsOf(count).Sum + count.Measurements(StorageMeter.OfApiCall + "requests", "JobsFunctions.Submit").Sum + count.Of("queue", "delete");
        var kinds = count.Requests.Where(pair => !pair.Key.Kind.EndsWith("receive", StringComparison.Ordinal)).OrderByDescending(pair => pair.Value)
            .Select(pair => FormattableString.Invariant($"{pair.Value / jobs:0.00} {pair.Key.Service} {pair.Key.Kind}"));
        report.Add(Name, measure, ofJobs / jobs, "requests/job", target);
        report.Add(Name, measure + ": by time", (count.RequestsWithoutReceives - ofJobs) / took.TotalSeconds, "requests/s", note: "all in all " + string.Join(", ", kinds.Take(6)));
        report.Add(Name, measure + ": receives", count.Receives.Full / jobs, "requests/job", note: FormattableString.Invariant($"and {count.Receives.Empty / jobs:0.00} empty polls"));
        report.Add(Name, measure + ": bytes", count.Bytes / jobs, "B/job");
    }
}
