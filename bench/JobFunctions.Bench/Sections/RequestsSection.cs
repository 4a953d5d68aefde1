using JobFunctions.Testing;

namespace JobFunctions.Bench.Sections;

/// <summary>Storage requests per no-op job, from its submit to the removal of its bell; timers, heartbeats and the audit trail included.</summary>
internal sealed class RequestsSection : ISection
{
    public string Name => "requests";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        await MeasureAsync(report, emulator, "one process", twoProcesses: false, options.Size(200, 20), options.Size(2000, 320), "≤ 5.1", "≤ 2.8");
        await MeasureAsync(report, emulator, "two processes", twoProcesses: true, options.Size(200, 10), options.Size(2000, 320), "≤ 6.1", "≤ 3.8");
    }

    private async Task MeasureAsync(
        Report report, Emulator emulator, string where, bool twoProcesses, int alone, int many, string targetAlone, string targetMany)
    {
        var account = emulator.NewAccount();
        await using var back = await Service.StartAsync(account, twoProcesses ? Part.Processor : Part.All);
        await using var second = twoProcesses ? await Service.StartAsync(account, Part.Http) : null;
        var front = second ?? back;
        await Loop.ClosedAsync(20, 4, Loop.Through(front, back, overHttp: true));
        using var count = new StorageCount(front.Meters, back.Meters);
        await Loop.ClosedAsync(alone, 1, Loop.Through(front, back, overHttp: true));
        Add(report, count, $"{where}, alone", alone, targetAlone);
        count.Reset();
        await Loop.ClosedAsync(many, 64, Loop.Through(front, back, overHttp: true));
        Add(report, count, $"{where}, 64 in flight", many, targetMany);
    }

    private void Add(Report report, StorageCount count, string measure, double jobs, string target)
    {
        var kinds = count.Requests.Where(pair => !pair.Key.Kind.EndsWith("receive", StringComparison.Ordinal)).OrderByDescending(pair => pair.Value)
            .Select(pair => FormattableString.Invariant($"{pair.Value / jobs:0.00} {pair.Key.Service} {pair.Key.Kind}"));
        report.Add(Name, measure, count.RequestsWithoutReceives / jobs, "requests/job", target, string.Join(", ", kinds.Take(6)));
        report.Add(Name, measure + ": receives", count.Receives.Full / jobs, "requests/job", note: FormattableString.Invariant($"and {count.Receives.Empty / jobs:0.00} empty polls"));
        report.Add(Name, measure + ": bytes", count.Bytes / jobs, "B/job");
    }
}
