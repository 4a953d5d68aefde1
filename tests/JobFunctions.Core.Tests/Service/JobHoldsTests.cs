using System.Text.Json;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Service;

/// <summary>A job that somebody holds stays, whatever removes others.</summary>
public class JobHoldsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retention_and_every_removal_of_many_jobs_pass_over_a_held_one_until_it_is_released()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var bulk = core.Get<BulkService>();
        var completed = await EndedAsync(core);
        var failed = await EndedAsync(core, fails: true);
        foreach (var id in new[] { completed, failed })
            await HoldAsync(core, id);
        Assert.True((await core.FindAsync(failed)).Held);

        core.Time.Advance(TimeSpan.FromDays(30));
        await core.Get<Retention>().CleanUpAsync(Token);
        Assert.Equal(0, (await bulk.CleanUpAsync(TimeSpan.FromHours(1), Core.Admin, Token)).Done);
        Assert.Equal(0, (await bulk.RemoveFailedAsync(Core.Ann, Token)).Done);
        var finished = await bulk.RemoveFinishedAsync(Core.Ann, Token);
        Assert.Equal((0, 0, true), (finished.Done, finished.Failed, finished.IsComplete));
        await Rows.AssertConsistentAsync(core);

        await HoldAsync(core, failed, held: false);
        Assert.Equal([failed], (await bulk.RemoveFailedAsync(Core.Ann, Token)).Jobs);
        await HoldAsync(core, completed, held: false);
        await core.Get<Retention>().CleanUpAsync(Token);
        Assert.Null(await core.Store.FindAsync(completed, Token));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_held_job_is_not_deleted_by_name_either_and_the_caller_is_told_how()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var id = await EndedAsync(core, fails: true);
        await HoldAsync(core, id);

        foreach (var delete in new Func<Task>[]
        {
            () => core.Jobs.DeleteAsync(id.ToString(), Core.Admin, Token),
            () => core.Get<FailedJobs>().DeleteAsync(id.ToString(), Core.Ann, Token),
        })
        {
            var refused = await Assert.ThrowsAsync<JobStateException>(delete);
            Assert.Contains($"DELETE jobs/{id}/hold", refused.Message, StringComparison.Ordinal);
        }

        await HoldAsync(core, id, held: false);
        await core.Get<FailedJobs>().DeleteAsync(id.ToString(), Core.Ann, Token);
        Assert.Null(await core.Store.FindAsync(id, Token));
    }

    [Fact]
    public async Task A_removal_that_has_listed_a_job_already_does_not_take_it_once_it_is_held()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var id = await EndedAsync(core);
        var listed = await core.Store.EndedAsync(new EndedQuery(JobStatus.Completed), Token).SingleAsync(Token);

        await HoldAsync(core, id);

        await Assert.ThrowsAsync<JobConflictException>(() => core.Store.DeleteAsync(listed));
        Assert.True((await core.FindAsync(id)).Held);
    }

    [Fact]
    public async Task A_job_can_be_held_while_it_runs_and_its_attempt_goes_on()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var (started, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        core.Handler.Script = async (job, _) =>
        {
            started.SetResult();
            await goOn.Task;
            job.Report(0.5, "half");
            return JsonElement.Parse("1");
        };
        var id = (await core.SubmitAsync()).Id;
        var run = core.RunBellsAsync();
        await Eventually.Completes(started.Task);

        await HoldAsync(core, id);
        await Rows.AssertConsistentAsync(core);
        goOn.SetResult();
        await Eventually.Completes(run);

        var done = await core.FindAsync(id);
        Assert.Equal((JobStatus.Completed, 1, "1", true), (done.Status, done.Attempt, done.Result, done.Held));
        Assert.True(Assert.Single((await core.Jobs.ListAsync(new JobQuery(), Core.Ann, Token)).Jobs).Held);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_hold_lasts_through_a_retry()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var id = await EndedAsync(core, fails: true);
        await HoldAsync(core, id);

        Assert.Equal([id], (await core.Get<BulkService>().RetryFailedAsync(Core.Ann, Token)).Jobs);
        Assert.True((await core.FindAsync(id)).Held);
        core.Handler.Script = (_, _) => Task.FromResult<JsonElement?>(null);
        await core.RunBellsAsync();

        Assert.Equal((JobStatus.Completed, true), ((await core.FindAsync(id)).Status, (await core.FindAsync(id)).Held));
        Assert.Equal(0, (await core.Get<BulkService>().RemoveFinishedAsync(Core.Ann, Token)).Done);
    }

    [Fact]
    public async Task To_hold_what_is_held_writes_nothing_and_both_changes_stand_in_the_trail()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var id = await EndedAsync(core);
        await HoldAsync(core, id, held: false);
        await HoldAsync(core, id);
        var version = (await core.FindAsync(id)).Version;
        await HoldAsync(core, id);
        Assert.Equal(version, (await core.FindAsync(id)).Version);
        core.Time.Advance(TimeSpan.FromSeconds(1));
        await HoldAsync(core, id, held: false);

        var trail = await core.Get<AuditReader>().ListAsync(new AuditQuery { Limit = 100 }, Core.Admin, Token);
        Assert.Equal(
            [AuditActions.Release, AuditActions.Hold],
            trail.Entries.Where(entry => entry.Target == id.ToString() && entry.Action != AuditActions.Submit).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Another_users_job_is_not_ones_own_to_hold()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var id = await EndedAsync(core);
        var bob = new Caller("bob", IsAdmin: false, new HashSet<string>());
        await Assert.ThrowsAsync<ForbiddenException>(() => core.Get<JobHolds>().SetAsync(id.ToString(), held: true, bob, Token));
        await Assert.ThrowsAsync<NotFoundException>(() => core.Get<JobHolds>().SetAsync("abc-123", held: true, bob, Token));
    }

    private static Task HoldAsync(Core core, JobId id, bool held = true) => core.Get<JobHolds>().SetAsync(id.ToString(), held, Core.Ann, Token);

    private static async Task<JobId> EndedAsync(Core core, bool fails = false)
    {
        core.Handler.Script = (_, _) => fails ? throw new PermanentJobException("no") : Task.FromResult<JsonElement?>(null);
        var job = await core.SubmitAsync();
        await core.RunBellsAsync();
        return job.Id;
    }
}
