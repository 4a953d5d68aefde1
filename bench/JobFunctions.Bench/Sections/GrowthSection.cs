using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Core.Metering;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using JobFunctions.Testing.Memory;

namespace JobFunctions.Bench.Sections;

/// <summary>
/// Requests and rows of each call with ever more jobs stored. Tables and queues are in the memory of this process: the emulator, whose
/// queries scan, could not hold as many. Rows are those that the store looked at, so a query that returns little but scans much shows.
/// </summary>
internal sealed class GrowthSection : ISection
{
    private static readonly string[] Calls = ["jobs/{id}", "jobs/list?limit=50", "jobs/failed?limit=50", "jobs/stats"];

    public string Name => "growth";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        await using var emulator = await Emulator.StartAsync();
        int[] sizes = options.Quick ? [1_000, 20_000] : [1_000, 100_000, 1_000_000];
        var first = new Dictionary<string, (double Requests, double Rows)>();
        foreach (var size in sizes)
        {
            var costs = await MeasureAsync(emulator, size, report);
            foreach (var (what, cost) in costs)
            {
                var before = first.TryGetValue(what, out var known) ? known : first[what] = cost;
                var target = size == sizes[^1] ? "within 10 % of the first" : "";
                var times = FormattableString.Invariant($"{Times(cost.Requests, before.Requests):0.00} × and {Times(cost.Rows, before.Rows):0.00} × those at {sizes[0]:#,0}; store in memory");
                report.Add(Name, $"{what}, {size:#,0} jobs: requests", cost.Requests, "requests", target, times);
                report.Add(Name, $"{what}, {size:#,0} jobs: rows", cost.Rows, "rows", target);
            }

            GC.Collect();
        }
    }

    private static double Times(double now, double before) => before == 0 ? (now == 0 ? 1 : double.PositiveInfinity) : now / before;

    private async Task<Dictionary<string, (double Requests, double Rows)>> MeasureAsync(Emulator emulator, int size, Report report)
    {
        await using var storage = await MemoryStorage.StartAsync(emulator.NewAccount());
        var clock = Stopwatch.StartNew();
        JobSeed.Fill(storage, size, new StoreOptions().Shards, DateTimeOffset.UtcNow);
        report.Add(Name, $"{size:#,0} jobs: rows stored", storage.CountRows(StorageAccount.JobsTable), "rows", note: FormattableString.Invariant($"seeded in {clock.Elapsed.TotalSeconds:0.0} s"));

        var costs = new Dictionary<string, (double, double)>();
        await using var service = await Service.StartAsync(storage.ConnectionString, Part.Http);
        var newest = (await service.Http.GetFromJsonAsync<JsonElement>("jobs/list?limit=1"))[0].GetProperty("id").GetString()!;
        foreach (var call in Calls)
        {
            // The first call of a kind may look something up that holds for a while.
            var path = call.Replace("{id}", newest, StringComparison.Ordinal);
            await service.Http.GetStringAsync(path);
            costs["GET " + call] = await CountAsync(storage, service, 1, () => service.Http.GetStringAsync(path));
        }

        costs["cleanup, per job"] = await CleanUpAsync(storage, service);
        await service.DisposeAsync();

        await using var runner = await Service.StartAsync(storage.ConnectionString);
        await Loop.ClosedAsync(4, 1, Loop.Through(runner, runner, overHttp: false));
        using var runs = new StorageCount(runner.Meters);
        var run = Loop.Through(runner, runner, overHttp: false);
        var rows = new List<long>();
        for (var job = 0; job < 50; job++)
        {
            var before = storage.RowsScanned(StorageAccount.JobsTable);
            await run();
            rows.Add(storage.RowsScanned(StorageAccount.JobsTable) - before);
        }

        // The median: a timer's round may fall into one of them.
        costs["claim and end, per job"] = (runs.Measurements(StorageMeter.OfJob + "requests", "noop").Mean, rows.Order().ElementAt(rows.Count / 2));
        return costs;
    }

    /// <summary>Jobs that ended long ago among all the others, removed by an operator's call.</summary>
    private static async Task<(double, double)> CleanUpAsync(MemoryStorage storage, Service service)
    {
        const int old = 200;
        JobSeed.Fill(storage, old, new StoreOptions().Shards, DateTimeOffset.UtcNow.AddDays(-3));
        return await CountAsync(storage, service, old, async () =>
        {
            using var answer = await service.Http.PostAsync("jobs/cleanup?max_age_hours=48", null);
            answer.EnsureSuccessStatusCode();
        });
    }

    private static async Task<(double, double)> CountAsync(MemoryStorage storage, Service service, double per, Func<Task> call)
    {
        using var count = new StorageCount(service.Meters);
        var before = storage.RowsScanned(StorageAccount.JobsTable);
        await call();
        return (count.RequestsWithoutReceives / per, (storage.RowsScanned(StorageAccount.JobsTable) - before) / per);
    }
}
