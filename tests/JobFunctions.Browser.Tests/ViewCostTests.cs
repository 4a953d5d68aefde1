using System.Diagnostics.Metrics;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost;
using JobFunctions.Testing;
using JobFunctions.Testing.Memory;

namespace JobFunctions.Browser.Tests;

/// <summary>What a view asks of storage when very many jobs are stored. The store is in memory and counts the rows that it looks at.</summary>
public class ViewCostTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    private const int StoredJobs = 100_000;

    // The failed registry by kinds of errors looks at the latest 500 of each shard, and one more that tells whether there are others;
    // every other view reads a page.
    private const int MostRows = 2_004;
    private const int MostRequests = 30;

    [Fact]
    public async Task With_a_hundred_thousand_jobs_every_view_reads_few_rows()
    {
        await using var storage = await MemoryStorage.StartAsync(azurite.NewAccount());
        JobSeed.Fill(storage, StoredJobs, new StoreOptions().Shards, TimeProvider.System.GetUtcNow());

        // Without queues and timers: what is counted is what the views ask for.
        var app = HostedApp.Default with { Types = [.. HostedApp.Default.Types.Where(type => type.Namespace == "JobFunctions.Http")] };
        await using var visit = await Visit.StartAsync(chromium, null, () => DashboardHost.StartAsync(storage.ConnectionString, app));
        using var count = new StorageCount(visit.Host.Service<IMeterFactory>());
        var failed = await visit.Host.NewestAsync("failed");
        var views = Jobs.Views(failed.Id, await Jobs.BatchAsync(visit.Host))
            .Select(view => view.View.StartsWith("jobs/", StringComparison.Ordinal) ? (view.View, failed.Name) : view)
            .Concat([("jobs?tag=nightly", "Jobs"), ("jobs?q=no job is called like this", "Jobs")]);
        foreach (var (view, heading) in views)
        {
            await visit.Page.GotoAsync("about:blank");
            count.Reset();
            var before = storage.RowsScanned(StorageAccount.JobsTable);
            var began = TimeProvider.System.GetTimestamp();
            await visit.OpenAsync(view, heading);
            var took = TimeProvider.System.GetElapsedTime(began);
            var (rows, requests) = (storage.RowsScanned(StorageAccount.JobsTable) - before, count.RequestsWithoutReceives);
            TestContext.Current.TestOutputHelper!.WriteLine($"{(view.Length == 0 ? "overview" : view)}: {requests} requests, {rows} rows, {took.TotalMilliseconds:0} ms");
            Assert.InRange(rows, 0, MostRows);
            Assert.InRange(requests, 0, MostRequests);
        }
    }
}
