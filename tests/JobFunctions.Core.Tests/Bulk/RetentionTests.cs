using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Bulk;

/// <summary>A round ends before the host would end the process, however much there is to remove; the next one goes on.</summary>
public class RetentionTests(AzuriteFixture azurite)
{
    private static readonly (string, string)[] Settings = [("AzureFunctionsJobHost:functionTimeout", "00:20:30"), .. Core.PatientStorage];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_round_takes_no_more_jobs_when_half_of_its_time_is_over()
    {
        const int jobs = 300;
        var slow = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: slow, settings: Settings);
        await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => core.Store.CreateAsync(Make.Job(JobStatus.Completed, created: core.Time.GetUtcNow()))));
        await AddOldEntryAsync(core);
        core.Time.Advance(TimeSpan.FromDays(2));
        var transactions = 0;

        // The time passes while the first of them are removed.
        slow.Pick = (_, request) =>
        {
            if (FaultPolicy.IsTransaction(request) && Interlocked.Increment(ref transactions) == 1)
                core.Time.Advance(TimeSpan.FromMinutes(6));
            return null;
        };
        await core.Get<Retention>().CleanUpAsync(Token);

        Assert.InRange((await core.Store.CountAsync(Token))[JobStatus.Completed], 1, jobs - 1);
        Assert.Empty(await EntriesAsync(core));
        Assert.Null(await core.Get<ServiceState>().LastCleanupAsync(Token));

        await core.Get<Retention>().CleanUpAsync(Token);
        Assert.Equal(0, (await core.Store.CountAsync(Token))[JobStatus.Completed]);
        Assert.NotNull(await core.Get<ServiceState>().LastCleanupAsync(Token));
    }

    [Fact]
    public async Task A_round_without_any_time_left_ends_where_it_is()
    {
        var slow = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: slow, settings: Settings);
        await AddOldEntryAsync(core);
        core.Time.Advance(TimeSpan.FromDays(2));

        slow.Pick = (_, request) =>
        {
            if (request.Uri.Path.Contains("audit", StringComparison.Ordinal))
                core.Time.Advance(TimeSpan.FromMinutes(11));
            return null;
        };
        await core.Get<Retention>().CleanUpAsync(Token);

        Assert.NotEmpty(await EntriesAsync(core));
        Assert.Null(await core.Get<ServiceState>().LastCleanupAsync(Token));
    }

    private static Task AddOldEntryAsync(Core core)
    {
        var audit = core.Get<AuditTable>();
        return audit.AddAsync([audit.Placed(new AuditEntry(core.Time.GetUtcNow().AddDays(-400), "ann", "act", null, null, null))], Token);
    }

    private static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(Core core) =>
        (await core.Get<AuditTable>().ListAsync(new AuditQuery { Limit = 10 }, Token)).Entries;
}
