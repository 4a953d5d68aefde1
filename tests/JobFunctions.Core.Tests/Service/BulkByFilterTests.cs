using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Service;

/// <summary>What a filter names is changed once, counted truly, and nothing else is touched.</summary>
public class BulkByFilterTests(AzuriteFixture azurite)
{
    private static readonly Caller Bob = new("bob", IsAdmin: false, new HashSet<string> { "7" });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_condition_narrows_it_and_a_dry_run_counts_the_same_and_changes_nothing()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var kept = await SubmitAsync(core, "import of May", tags: ["x"]);
        var gone = await SubmitAsync(core, "Import of June", tags: ["x", "y"]);
        var bobs = await SubmitAsync(core, "import", caller: Bob, program: "7");
        var later = await core.SubmitAsync(Core.New() with { Name = "imported", ScheduledAt = core.Time.GetUtcNow().AddDays(1) });
        var bulk = core.Get<BulkByFilter>();

        foreach (var (filter, matched) in new[]
        {
            (new JobQuery { Text = "IMPORT" }, 4L),
            (new JobQuery { Text = "import", Status = JobStatus.Pending }, 3),
            (new JobQuery { Text = "import of" }, 2),
            (new JobQuery { Tag = "y" }, 1),
            (new JobQuery { Program = "7" }, 1),
            (new JobQuery { Owner = "ann", Type = "scripted" }, 3),
            (new JobQuery { Type = "other" }, 0),
        })
        {
            var dry = await bulk.RunAsync(new BulkOrder(BulkAction.Cancel, null, filter, DryRun: true), Core.Admin, Token);
            Assert.Equal((matched, 0, 0, 0, true), (dry.Matched, dry.Done, dry.Skipped, dry.ErrorCount, dry.IsComplete));
        }

        // Bob's own, that is none of ann's; his program's.
        Assert.Equal(1, (await bulk.RunAsync(new BulkOrder(BulkAction.Cancel, null, new JobQuery { Text = "import" }, DryRun: true), Bob, Token)).Matched);
        await Assert.ThrowsAsync<ForbiddenException>(() =>
            bulk.RunAsync(new BulkOrder(BulkAction.Cancel, null, new JobQuery { Owner = "ann" }, DryRun: false), Bob, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() =>
            bulk.RunAsync(new BulkOrder(BulkAction.Cancel, null, new JobQuery { Program = "8" }, DryRun: false), Bob, Token));

        var done = await bulk.RunAsync(new BulkOrder(BulkAction.Cancel, null, new JobQuery { Tag = "y" }, DryRun: false), Core.Ann, Token);
        Assert.Equal((1, 1, 0, 0), (done.Matched, done.Done, done.Skipped, done.ErrorCount));
        var states = await Task.WhenAll(new[] { kept, gone, bobs, later.Id }.Select(core.FindAsync));
        Assert.Equal(
            [JobStatus.Pending, JobStatus.Cancelled, JobStatus.Pending, JobStatus.Scheduled], states.Select(job => job.Status));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Running_jobs_are_cancelled_too_and_their_handlers_told()
    {
        var account = azurite.NewAccount();
        await using var core = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, core.Time);
        var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()));
        await core.Store.UpdateAsync(job, job.Claim(core.Instance.Id, core.Time.GetUtcNow()));
        await SubmitAsync(core, "waits");

        var done = await other.Get<BulkByFilter>().RunAsync(
            new BulkOrder(BulkAction.Cancel, null, new JobQuery { Owner = "ann" }, DryRun: false), Core.Ann, Token);

        Assert.Equal((2, 2), (done.Matched, done.Done));
        Assert.Equal(JobStatus.Cancelled, (await core.FindAsync(job.Id)).Status);
        Assert.Equal(2, (await core.Store.CountAsync(Token))[JobStatus.Cancelled]);
    }

    [Fact]
    public async Task A_kind_of_error_is_retried_or_deleted_and_other_kinds_stay()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var missing = new List<JobId>();
        for (var number = 1; number <= 3; number++)
            missing.Add(await FailAsync(core, $"There is no input file 'file{number}.csv'"));
        var broken = await FailAsync(core, "The disk is full");
        var groups = core.Get<FailureGroups>();
        var (found, isComplete) = await groups.ListAsync(new JobQuery(), Core.Ann, Token);
        Assert.True(isComplete);
        Assert.Equal([("The disk is full", 1), ("There is no input file 'file3.csv'", 3)], found.Select(group => (group.Message, group.Count)));
        var kind = found[1];
        Assert.Equal(("scripted", "PermanentJobException", missing[2]), (kind.Type, kind.ErrorType, kind.SampleJob));
        Assert.True(kind.FirstSeen < kind.LastSeen);
        Assert.Equal(missing[1], Assert.Single((await groups.ListAsync(new JobQuery { Text = "file2" }, Core.Admin, Token)).Groups).SampleJob);
        Assert.Empty((await groups.ListAsync(new JobQuery(), Bob, Token)).Groups);

        var filter = new JobQuery { Fingerprint = kind.Fingerprint };
        Assert.Equal(missing.AsEnumerable().Reverse(), (await core.Store.ListAsync(filter with { Status = JobStatus.Failed }, Token)).Jobs.Select(job => job.Id));
        var retried = await core.Get<BulkByFilter>().RunAsync(new BulkOrder(BulkAction.Retry, null, filter, DryRun: false), Core.Ann, Token);
        Assert.Equal((3, 3), (retried.Matched, retried.Done));
        Assert.Equal(3, await core.BellsAsync());
        await core.RunBellsAsync();
        var deleted = await core.Get<BulkByFilter>().RunAsync(new BulkOrder(BulkAction.Delete, null, filter, DryRun: false), Core.Admin, Token);
        Assert.Equal((0, 0), (deleted.Matched, deleted.Done));

        // They have failed again, all of the same other kind.
        var again = Assert.Single((await groups.ListAsync(new JobQuery(), Core.Ann, Token)).Groups, group => group.Fingerprint != found[0].Fingerprint);
        deleted = await core.Get<BulkByFilter>().RunAsync(
            new BulkOrder(BulkAction.Delete, null, new JobQuery { Fingerprint = again.Fingerprint }, DryRun: false), Core.Admin, Token);
        Assert.Equal((3, 3), (deleted.Matched, deleted.Done));
        Assert.Equal([broken], (await core.Store.ListAsync(new JobQuery(), Token)).Jobs.Select(job => job.Id));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Of_a_list_of_ids_each_that_can_not_be_changed_is_told()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var (failed, bobs, waiting, missing) = (
            await FailAsync(core, "no"), await FailAsync(core, "no", Bob), await SubmitAsync(core, "waits"), core.Jobs.NewId());
        var order = new BulkOrder(BulkAction.Delete, [failed, waiting, bobs, missing, failed], null, DryRun: true);

        var dry = await core.Get<BulkByFilter>().RunAsync(order, Core.Ann, Token);
        Assert.Equal((2, 0, 1, 2), (dry.Matched, dry.Done, dry.Skipped, dry.ErrorCount));
        var done = await core.Get<BulkByFilter>().RunAsync(order with { DryRun = false }, Core.Ann, Token);

        Assert.Equal((2, 1, 1, 2, true), (done.Matched, done.Done, done.Skipped, done.ErrorCount, done.IsComplete));
        Assert.Equal(
            new HashSet<BulkError> { new(bobs, "Access denied to this job"), new(missing, "Job not found") }, done.Errors.ToHashSet());
        Assert.Null(await core.Store.FindAsync(failed, Token));
        Assert.Equal((JobStatus.Pending, JobStatus.Failed), ((await core.FindAsync(waiting)).Status, (await core.FindAsync(bobs)).Status));
    }

    [Fact]
    public async Task A_deletion_passes_over_jobs_that_are_held_and_counts_them_so_before()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var (held, other) = (await FailAsync(core, "no"), await FailAsync(core, "no"));
        await core.Get<JobHolds>().SetAsync(held.ToString(), held: true, Core.Ann, Token);
        foreach (var order in new[]
        {
            new BulkOrder(BulkAction.Delete, [held], null, DryRun: true),
            new BulkOrder(BulkAction.Delete, [held], null, DryRun: false),
            new BulkOrder(BulkAction.Delete, null, new JobQuery { Owner = "ann" }, DryRun: true),
            new BulkOrder(BulkAction.Delete, null, new JobQuery { Owner = "ann" }, DryRun: false),
        })
        {
            var outcome = await core.Get<BulkByFilter>().RunAsync(order, Core.Ann, Token);
            Assert.Equal((order.Ids is null ? 2L : 1L, 1L, 0L), (outcome.Matched, outcome.Skipped, outcome.ErrorCount));
        }

        Assert.Equal(held, Assert.Single((await core.Store.ListAsync(new JobQuery(), Token)).Jobs).Id);
        Assert.Null(await core.Store.FindAsync(other, Token));
    }

    /// <summary>Two calls at once over the same jobs, and every second transaction of one of them is answered with silence.</summary>
    [Theory]
    [InlineData(BulkAction.Retry)]
    [InlineData(BulkAction.Delete)]
    public async Task Two_calls_at_once_and_lost_answers_count_nothing_twice(BulkAction action)
    {
        const int jobs = 40;
        var account = azurite.NewAccount();
        var faults = new FaultPolicy();
        await using var one = await Core.StartAsync(account, policy: faults, settings: Core.PatientStorage);
        await using var other = await Core.StartAsync(account, one.Time, settings: Core.PatientStorage);
        for (var number = 0; number < jobs; number++)
            await other.Store.CreateAsync(Make.Job(JobStatus.Failed, number % 4, one.Time.GetUtcNow()) with { Tags = ["these"] });
        var transactions = 0;
        faults.Pick = (_, request) =>
            FaultPolicy.IsTransaction(request) && Interlocked.Increment(ref transactions) % 2 == 1 ? Fault.AnswerLost : null;
        var order = new BulkOrder(action, null, new JobQuery { Tag = "these" }, DryRun: false);

        var both = Task.WhenAll(new[] { one, other }.Select(core => core.Get<BulkByFilter>().RunAsync(order, Core.Admin, Token)));
        await one.PassTimeUntilAsync(both, TimeSpan.FromSeconds(1), "both calls end");
        var outcomes = await both;

        // The clock may have run out on them: a call is for 200 s. Then another one goes on, which hears every answer.
        faults.Pick = (_, _) => null;
        var third = await one.Get<BulkByFilter>().RunAsync(order, Core.Admin, Token);
        Assert.True(third.IsComplete);
        if (outcomes.Any(outcome => outcome.IsComplete))
            Assert.Equal(0, third.Done);
        Assert.Equal(jobs, outcomes.Append(third).Sum(outcome => outcome.Done));
        Assert.All(outcomes, outcome => Assert.Equal((outcome.Done + outcome.Skipped, 0), (outcome.Matched, outcome.ErrorCount)));
        Assert.Equal(action == BulkAction.Retry ? jobs : 0, (await other.Store.CountAsync(Token)).Total);
        await Rows.AssertConsistentAsync(other);
    }

    [Fact]
    public async Task The_trail_tells_of_it_but_not_of_a_dry_run()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await SubmitAsync(core, "one");
        var order = new BulkOrder(BulkAction.Cancel, null, new JobQuery { Text = "one", Status = JobStatus.Pending }, DryRun: true);
        await core.Get<BulkByFilter>().RunAsync(order, Core.Ann, Token);
        await core.Get<BulkByFilter>().RunAsync(order with { DryRun = false }, Core.Ann, Token);

        var page = await core.Get<AuditReader>().ListAsync(new AuditQuery { Action = AuditActions.BulkCancel }, Core.Admin, Token);
        var entry = Assert.Single(page.Entries);
        Assert.Equal(("ann", "status pending, q one: 1 done, 0 failed"), (entry.User, entry.Detail));
    }

    private static async Task<JobId> SubmitAsync(
        Core core, string name, Caller? caller = null, string? program = null, IReadOnlyList<string>? tags = null) =>
        (await core.SubmitAsync(Core.New() with { Name = name, Program = program, Tags = tags ?? [] }, caller)).Id;

    private static async Task<JobId> FailAsync(Core core, string message, Caller? caller = null)
    {
        core.Handler.Script = (job, _) => throw new PermanentJobException(job.Attempt == 1 ? message : "Now it is something else");
        core.Time.Advance(TimeSpan.FromSeconds(1));
        var job = await core.SubmitAsync(Core.New() with { Name = message }, caller);
        await core.RunBellsAsync();
        return job.Id;
    }
}
