using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>Index rows and counters are damaged by hand: the report finds exactly that, and a run mends exactly that.</summary>
public class RowsAndCountersTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await StoreAsync(core);

        var report = await core.LookAsync();

        Assert.Equal("", report.Found());
        Assert.Equal((6, true), (report.Jobs, report.IsComplete));
        Assert.Equal("", (await core.MendAsync()).Found());
    }

    [Fact]
    public async Task Index_rows_that_are_missing_different_or_stray_are_found_and_mended()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var jobs = await StoreAsync(core);
        var (a, b, c, d, e) = (jobs[0], jobs[1], jobs[2], jobs[3], jobs[4]);
        await core.DeleteRowAsync(a.Id, RowKeys.Status(a));
        await core.DeleteRowAsync(b.Id, RowKeys.Owner(b));
        await core.DeleteRowAsync(c.Id, RowKeys.Program(c)!);
        await core.ChangeRowAsync(RowKeys.Partition(d.Id), RowKeys.Owner(d), row => row["Status"] = "pending");
        await core.ChangeRowAsync(RowKeys.Partition(e.Id), RowKeys.Status(e), row => row.RowKey = RowKeys.Status(e with { DueAt = e.DueAt.AddDays(1), Status = JobStatus.Pending }));
        var gone = Make.Job(shard: 1);
        await core.Account.Jobs.AddEntityAsync(JobRow.ToIndexRow(gone, RowKeys.Owner(gone)), Token);
        var before = await core.AllVersionsAsync();

        var report = await core.LookAsync();

        const string all = "StatusRows: 1, OwnerRows: 2, ProgramRows: 1, StrayRows: 2";
        Assert.Equal(all, report.Found());
        Assert.Equal("", report.Mended());
        Assert.Contains(a.Id.ToString(), Assert.Single(report.Findings[FindingKind.StatusRows].Examples), StringComparison.Ordinal);
        Assert.Equal(before, await core.AllVersionsAsync());

        var run = await core.MendAsync();
        Assert.Equal((all, all), (run.Found(), run.Mended()));
        await Rows.AssertConsistentAsync(core);
        Assert.Equal("", (await core.LookAsync()).Found());
    }

    [Fact]
    public async Task A_job_that_was_mended_goes_on_as_if_nothing_had_happened()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.SubmitAsync();
        var entered = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        core.Handler.Script = async (context, _) =>
        {
            entered.TrySetResult();
            await open.Task;
            return System.Text.Json.JsonElement.Parse("""{"done": true}""");
        };
        var run = core.RunBellsAsync();
        await Eventually.Completes(entered.Task);
        var running = await core.FindAsync(job.Id);
        await core.DeleteRowAsync(job.Id, RowKeys.Status(running));

        Assert.Equal("StatusRows: 1", (await core.MendAsync()).Mended());
        open.SetResult();
        await Eventually.Completes(run);

        var ended = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Completed, 1), (ended.Status, ended.Attempt));
        await Rows.AssertConsistentAsync(core);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counters_that_do_not_add_up_are_found_and_mended(bool ofAnotherProcess)
    {
        var account = azurite.NewAccount();
        await using var core = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, core.Time);
        var writer = ofAnotherProcess ? other : core;
        var jobs = await StoreAsync(writer);
        await core.ChangeRowAsync("000", RowKeys.Counter(writer.Instance.Id), row =>
        {
            row["Pending"] = (long)row["Pending"]! + 3;
            row["Failed"] = -1L;
        });
        await core.DeleteRowAsync(jobs[1].Id, RowKeys.Counter(writer.Instance.Id));

        // In shard 1 there are a running, a scheduled and a pending job.
        var report = await core.LookAsync();
        Assert.Equal("Counters: 5", report.Found());
        Assert.Empty(report.BusyShards);

        Assert.Equal("Counters: 5", (await core.MendAsync()).Mended());
        await Rows.AssertConsistentAsync(core);
        Assert.Equal("", (await core.LookAsync()).Found());

        // Both processes write on.
        await writer.Store.DeleteAsync(await writer.FindAsync(jobs[2].Id));
        await core.Store.CreateAsync(Make.Job(shard: 1));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_number_of_another_type_does_not_stop_the_counting()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.Store.CreateAsync(Make.Job());
        await core.ChangeRowAsync("000", RowKeys.Counter(core.Instance.Id), row => row["Pending"] = "1");

        Assert.Equal(0, (await core.Store.CountAsync(Token)).Total);
        Assert.Equal("Counters: 1", (await core.MendAsync()).Mended());
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_stops_no_round_and_is_listed()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var jobs = await StoreAsync(core);
        var (pending, running, blind) = (jobs[0], jobs[1], jobs[3]);
        var stuck = await core.Store.CreateAsync(Make.Job());
        await core.Store.UpdateAsync(stuck, stuck.Claim("an.instance", core.Time.GetUtcNow()));
        await core.ChangeRowAsync(RowKeys.Partition(pending.Id), RowKeys.Status(pending), row => row.Remove("Priority"));
        await core.ChangeRowAsync(RowKeys.Partition(running.Id), RowKeys.Status(running), row => row.Remove("LockedAt"));
        await core.ChangeRowAsync(RowKeys.Partition(blind.Id), RowKeys.Job(blind.Id), row => row["Tags"] = "[not json");
        core.Time.Advance(TimeSpan.FromDays(2));

        // The pending job that can be read, and the scheduled one that is due by now.
        Assert.Equal(2, await core.Get<LostBells>().RingAsync(Token));
        Assert.Equal(1, await core.Get<StuckJobs>().ResetAsync(Token));
        await core.Get<Retention>().CleanUpAsync(Token);
        Assert.NotEmpty((await core.Store.ListAsync(new JobQuery(), Token)).Jobs);
        Assert.DoesNotContain((await core.Store.ListAsync(new JobQuery { Status = JobStatus.Pending }, Token)).Jobs, job => job.Id == pending.Id);

        // Its status can be read, so the counters can be judged; what the job's own row holds nobody else knows.
        var report = await core.LookAsync();
        Assert.Equal("UnreadableRows: 3", report.Found());
        Assert.Empty(report.BusyShards);
        Assert.Equal("UnreadableRows: 2", (await core.MendAsync()).Mended());
        Assert.Contains("j_", Assert.Single((await core.LookAsync()).Findings[FindingKind.UnreadableRows].Examples), StringComparison.Ordinal);

        await core.ChangeRowAsync(RowKeys.Partition(blind.Id), RowKeys.Job(blind.Id), row => row.Remove("Tags"));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Counters_are_left_alone_where_a_status_cannot_be_read()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job(shard: 2));
        await core.ChangeRowAsync("002", RowKeys.Job(job.Id), row => row.Remove("Status"));

        var run = await core.MendAsync();

        Assert.Equal(("UnreadableRows: 1", ""), (run.Found(), run.Mended()));
        Assert.Equal([2], run.BusyShards);
        Assert.Equal(1, (await core.Store.CountAsync(Token))[JobStatus.Pending]);
    }

    [Fact]
    public async Task A_run_is_due_once_in_an_interval_on_one_instance()
    {
        var account = azurite.NewAccount();
        await using var core = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, core.Time);
        Assert.NotNull(await core.Get<Reconciler>().MendIfDueAsync(Token));
        Assert.Null(await other.Get<Reconciler>().MendIfDueAsync(Token));
        core.Time.Advance(TimeSpan.FromHours(1));
        var both = await Task.WhenAll(core.Get<Reconciler>().MendIfDueAsync(Token), other.Get<Reconciler>().MendIfDueAsync(Token));
        Assert.Single(both, report => report is not null);
    }

    [Theory]
    [InlineData("Consistency:RunLimit", "00:00:01")]
    [InlineData("AzureFunctionsJobHost:functionTimeout", "00:01:30")]
    public async Task A_run_without_time_leaves_the_shard_to_the_one_after_the_next(string setting, string limit)
    {
        await using var hurried = await Core.StartAsync(azurite.NewAccount(), new HurriedTime(DateTimeOffset.UtcNow), settings: (setting, limit));
        await hurried.Store.CreateAsync(Make.Job());
        Assert.False((await hurried.MendAsync()).IsComplete);
        Assert.Equal(1, (await hurried.Get<ServiceState>().ReconcilerAsync(Token)).FirstShard);
    }

    /// <summary>Six jobs in two shards: pending, running, completed, scheduled, cancelled and pending, three of them of a program.</summary>
    private static async Task<List<Job>> StoreAsync(Core core)
    {
        var now = core.Time.GetUtcNow();
        var jobs = new List<Job>();
        var statuses = new[] { JobStatus.Pending, JobStatus.Running, JobStatus.Completed, JobStatus.Scheduled, JobStatus.Cancelled, JobStatus.Pending };
        foreach (var (i, status) in statuses.Index())
        {
            var job = await core.Store.CreateAsync(Make.Job(i < 3 ? JobStatus.Pending : status, shard: i % 2, created: now, owner: $"user_{i}") with
            {
                Program = i % 2 == 0 ? "p" : null,
                Tags = ["one", "two"],
            });
            if (status is JobStatus.Running or JobStatus.Completed)
                job = await core.Store.UpdateAsync(job, job.Claim("an.instance", now));
            if (status is JobStatus.Completed)
                job = await core.Store.UpdateAsync(job, job.Complete("{}", [], now));
            if (status is JobStatus.Running)
                job = await core.Store.UpdateAsync(job, job.Report(0.5, "half", 1, 2));
            jobs.Add(job);
        }

        return jobs;
    }
}
