using Azure.Data.Tables;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>The rows of the limits are damaged by hand, found and mended; then everybody still gets his turn.</summary>
public class LimitsTests(AzuriteFixture azurite)
{
    private static readonly (string, string) OneAtATime = ("Jobs:MaxConcurrent", "1");
    private static readonly Caller Ben = new("ben_1", IsAdmin: false, new HashSet<string>());
    private static readonly Caller Cid = new("cid", IsAdmin: false, new HashSet<string>());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_numbers_of_slots_are_found_and_mended()
    {
        await using var core = await StartAsync();
        await core.ChangeLimitsAsync(SlotKeys.Gate, row => row["Running"] = 7);
        await core.ChangeLimitsAsync(SlotKeys.User("ann"), row => row["Running"] = 0);

        Assert.Equal("LimitGate: 1, LimitUsers: 1", (await core.LookAsync()).Found());
        Assert.Equal("LimitGate: 1, LimitUsers: 1", (await core.MendAsync()).Mended());
        await AssertAllRunAsync(core, 4);
    }

    [Fact]
    public async Task Heads_that_nobody_has_or_that_are_missing_are_found_and_mended()
    {
        await using var core = await StartAsync();
        var heads = await HeadsAsync(core);
        await core.Account.System.DeleteEntityAsync(SlotKeys.Partition, heads.Single(head => head.GetString("User") == "cid").RowKey, cancellationToken: Token);
        await core.Account.System.AddEntityAsync(
            new TableEntity(SlotKeys.Partition, SlotKeys.Head(new WaitingJob(Make.Job().Id, default, Priority.Urgent, "dan"), 0)) { ["User"] = "dan" }, Token);

        Assert.Equal("LimitHeads: 2", (await core.LookAsync()).Found());
        Assert.Equal("LimitHeads: 2", (await core.MendAsync()).Mended());
        Assert.Equal(heads.Select(head => head.RowKey), (await HeadsAsync(core)).Select(head => head.RowKey));
        await AssertAllRunAsync(core, 4);
    }

    [Fact]
    public async Task Places_of_jobs_that_do_not_wait_any_more_are_found_and_removed_once_they_are_old_enough()
    {
        await using var core = await StartAsync();
        var waiting = (await core.Store.ListAsync(new JobQuery { Owner = "cid" }, Token)).Jobs.Single();
        var stale = SlotKeys.User("ben_1") + $"5_{Make.Job().Id.ToKey()}";
        await AddPlaceAsync(core, new WaitingJob(JobId.Parse(stale[^32..]), waiting.Generation, Priority.Urgent, "ben_1"));
        await AddPlaceAsync(core, new WaitingJob(waiting.Id, new Generation(1, "another"), Priority.High, "cid"));
        Assert.Equal("LimitHeads: 1", (await core.LookAsync()).Found());

        core.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("LimitHeads: 1, WaitingRows: 2", (await core.LookAsync()).Found());
        Assert.Equal("LimitHeads: 1, WaitingRows: 2", (await core.MendAsync()).Mended());
        await AssertAllRunAsync(core, 4);
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_found_and_mended()
    {
        await using var core = await StartAsync();
        var cid = (await core.Store.ListAsync(new JobQuery { Owner = "cid" }, Token)).Jobs.Single();
        await core.ChangeLimitsAsync(SlotKeys.Gate, row => row["Running"] = "many");
        await core.ChangeLimitsAsync(SlotKeys.Waiting(WaitingJob.Of(cid)), row => row.Remove("Generation"));

        // Without its place cid's user row is wrong, too.
        Assert.Contains("UnreadableRows: 2", (await core.LookAsync()).Found(), StringComparison.Ordinal);
        Assert.Contains("UnreadableRows: 2", (await core.MendAsync()).Mended(), StringComparison.Ordinal);
        Assert.Equal("", (await core.LookAsync()).Found());

        await core.Get<Admission>().LetStartAsync(cid, Token);
        await AssertAllRunAsync(core, 4);
    }

    [Fact]
    public async Task More_is_mended_than_fits_a_transaction()
    {
        await using var core = await StartAsync();
        var template = WaitingJob.Of((await core.Store.ListAsync(new JobQuery { Owner = "cid" }, Token)).Jobs.Single());
        for (var i = 0; i < 120; i++)
            await AddPlaceAsync(core, template with { Job = Make.Job().Id, Priority = Priority.Low });
        core.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("WaitingRows: 120", (await core.MendAsync()).Mended());
        await AssertAllRunAsync(core, 4);
    }

    /// <summary>Ann's job has the only slot; one of Ben's two and Cid's stand among the heads.</summary>
    private async Task<Core> StartAsync()
    {
        var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        await core.Get<Controls>().LimitsAsync(Token);
        foreach (var caller in new[] { Core.Ann, Ben, Ben, Cid })
            await core.SubmitAsync(caller: caller);
        Assert.Equal("", (await core.LookAsync()).Found());
        return core;
    }

    private static Task<Azure.Response> AddPlaceAsync(Core core, WaitingJob job) => core.Account.System.AddEntityAsync(
        new TableEntity(SlotKeys.Partition, SlotKeys.Waiting(job))
        {
            ["User"] = job.User,
            ["Job"] = job.Job.ToString(),
            ["Generation"] = job.Generation.ToString(),
            ["Priority"] = (int)job.Priority,
        },
        Token);

    private static async Task<List<TableEntity>> HeadsAsync(Core core) =>
        await core.Account.System.QueryAsync<TableEntity>(
            row => row.PartitionKey == SlotKeys.Partition && row.RowKey.CompareTo("e_") >= 0 && row.RowKey.CompareTo("e_~") < 0, cancellationToken: Token)
            .ToListAsync(Token);

    private static async Task AssertAllRunAsync(Core core, int jobs)
    {
        Assert.Equal("", (await core.LookAsync()).Found());
        await Eventually.BecomesTrue(
            async () =>
            {
                await core.RunBellsAsync();
                return (await core.Store.CountAsync(Token))[JobStatus.Completed] == jobs;
            },
            "all have run");
        var left = new List<string>();
        await foreach (var row in core.Account.System.QueryAsync<TableEntity>(row => row.PartitionKey == SlotKeys.Partition, cancellationToken: Token))
            left.Add(row.RowKey);
        Assert.Equal([SlotKeys.Gate], left);
        await Rows.AssertConsistentAsync(core);
    }
}
