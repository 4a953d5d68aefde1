using JobFunctions.Core.Metering;
using JobFunctions.Testing;

namespace JobFunctions.Bench.Sections;

/// <summary>Whether processes stand in each other's way.</summary>
internal sealed class ProcessesSection : ISection
{
    public string Name => "processes";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        var account = emulator.NewAccount();
        var jobs = options.Size(2000, 320);
        await using var front = await Service.StartAsync(account, Part.Http);
        var processors = new List<Service>();
        try
        {
            for (var i = 0; i < 4; i++)
                processors.Add(await Service.StartAsync(account, Part.Processor, ("Jobs:ProcessId", $"processor{i}")));
            using var count = new StorageCount([front.Meters, .. processors.Select(processor => processor.Meters)]);
            var rate = await Loop.ClosedAsync(jobs, 64, async () =>
            {
                var id = await front.SubmitAsync(Service.Noop());
                await Task.WhenAny(processors.Select(processor => processor.EndOf(id)));
            });
            var transactions = count.Of("table", "transaction");
            report.Add(Name, "one submits, four run", rate, "jobs/s");
            report.Add(Name, "conflicts", 1000.0 * count.Sum(StorageMeter.Conflicts) / transactions, "per 1,000 transactions", note: "changes that another process was faster with");
            report.Add(Name, "requests without receives", count.RequestsWithoutReceives / (double)jobs, "requests/job");
        }
        finally
        {
            foreach (var processor in processors)
                await processor.DisposeAsync();
        }
    }
}
