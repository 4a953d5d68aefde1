using JobFunctions.Core.Bulk;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Testing;
using static JobFunctions.Core.Tests.Dependencies.Chains;

namespace JobFunctions.Core.Tests.Dependencies;

public class DependenciesTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_child_waits_without_a_bell_and_starts_when_its_parents_have_completed()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parents = new[] { await core.SubmitAsync(), await core.SubmitAsync(Core.New() with { Priority = Priority.High }) };
        var child = await core.SubmitAsync(After(parents) with { Priority = Priority.Low });

        Assert.Equal((JobStatus.Pending, 2, 0), (child.Status, child.WaitingCount, await core.BellsAsync(Priority.Low)));
        var explained = await core.Get<JobExplainer>().ExplainAsync(child.Id.ToString(), Core.Ann, Token);
        Assert.Equal(ExplanationReasons.WaitingForJobs, explained.Reason);
        Assert.Contains(parents[1].Id.ToString(), explained.Sentence, StringComparison.Ordinal);

        // Rounds and bulk routes that ring for whatever is pending leave it alone.
        core.Time.Advance(TimeSpan.FromDays(8));
        await core.Get<QueueResume>().RingPendingAsync(null, TimeSpan.FromMinutes(1), Token);
        await core.Get<LostBells>().RingAsync(Token);
        Assert.Equal(0, await core.BellsAsync(Priority.Low));

        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        Assert.Equal([parents[1].Id], (await core.FindAsync(child.Id)).WaitingFor);
        await core.RunBellsAsync(Priority.High);
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync(Priority.Low);

        Assert.Equal((JobStatus.Completed, 1), ((await core.FindAsync(child.Id)).Status, (await core.FindAsync(child.Id)).Attempt));
        Assert.Empty(await LeftAsync(core, parents));
        await Rows.AssertConsistentAsync(core);
    }

    [Theory]
    [InlineData(ParentFailure.Fail, JobStatus.Failed, JobStatus.Failed)]
    [InlineData(ParentFailure.Cancel, JobStatus.Cancelled, JobStatus.Failed)]
    [InlineData(ParentFailure.Run, JobStatus.Completed, JobStatus.Completed)]
    public async Task A_failed_parent_decides_its_child_and_that_the_childs_own(ParentFailure wish, JobStatus child, JobStatus grandchild)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (job, _) => job.Parents.Count == 0 ? throw new PermanentJobException("no") : Nothing;
        var first = await core.SubmitAsync();
        var second = await core.SubmitAsync(After(first) with { OnParentFailure = wish });
        var third = await core.SubmitAsync(After(second));

        for (var round = 0; round < 3; round++)
        {
            await core.RunBellsAsync();
            await core.DeliverOutboxAsync();
        }

        Assert.Equal((child, grandchild), ((await core.FindAsync(second.Id)).Status, (await core.FindAsync(third.Id)).Status));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Parents_that_have_ended_already_are_settled_at_once()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (job, _) => job.Attempt == 1 ? throw new PermanentJobException("no") : Nothing;
        var failed = await core.SubmitAsync();
        await core.RunBellsAsync();
        core.Handler.Script = (_, _) => Nothing;
        var completed = await core.SubmitAsync();
        await core.RunBellsAsync();

        var free = await core.SubmitAsync(After(completed));
        var doomed = await core.SubmitAsync(After(completed, failed));
        var unwanted = await core.SubmitAsync(After(failed) with { OnParentFailure = ParentFailure.Cancel });
        var stubborn = await core.SubmitAsync(After(failed) with { OnParentFailure = ParentFailure.Run });
        await core.RunBellsAsync();

        Assert.Equal(
            [JobStatus.Completed, JobStatus.Failed, JobStatus.Cancelled, JobStatus.Completed],
            await Task.WhenAll(new[] { free, doomed, unwanted, stubborn }.Select(async job => (await core.FindAsync(job.Id)).Status)));
        Assert.Empty(await LeftAsync(core, failed, completed));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Parents_that_are_not_there_or_another_users_are_refused_alike()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var bobs = await core.SubmitAsync(caller: Core.Ann with { UserId = "bob" });
        var gone = Make.Job().Id;
        var submission = Core.New() with { DependsOn = ["nonsense", bobs.Id.ToString(), gone.ToString()] };

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => core.SubmitAsync(submission));

        Assert.Equal(["depends_on[0]", "depends_on[1]", "depends_on[2]"], refused.Errors.Select(error => error.Field));
        Assert.All(refused.Errors, error => Assert.StartsWith("There is no job", error.Message, StringComparison.Ordinal));
        Assert.Equal(1, (await core.Store.CountAsync(Token)).Total);
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => core.SubmitAsync(Core.New() with { DependsOn = [.. Enumerable.Repeat(bobs.Id.ToString(), JobParents.Max + 1)] }));
    }

    [Fact]
    public async Task A_submit_that_is_sent_again_is_answered_as_before_also_when_its_parent_is_gone()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parent = await core.SubmitAsync();
        var submission = After(parent) with { Idempotency = new IdempotencyKey(JobKey.Of("ann", "key"), "body") };
        var first = await core.TrySubmitAsync(submission);
        await core.RunBellsAsync();
        await core.Jobs.DeleteAsync(parent.Id.ToString(), Core.Ann, Token);

        var again = await core.TrySubmitAsync(submission);

        Assert.Equal((first.Id, SubmitKind.Replayed), (again.Id, again.Kind));
    }

    [Fact]
    public async Task A_running_parent_goes_on_and_its_child_reads_what_it_left()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var (started, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        string? read = null;
        core.Handler.Script = async (job, token) =>
        {
            if (job.Parents.Count > 0)
            {
                using var reader = new StreamReader(await job.OpenResultAsync("parent", "left.txt", token));
                read = await reader.ReadToEndAsync(token);
                return null;
            }

            started.SetResult();
            await goOn.Task;
            await using var file = await job.CreateResultAsync("left.txt", token);
            await file.WriteAsync("for my child"u8.ToArray(), token);
            return null;
        };
        var parent = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        await Eventually.Completes(started.Task);

        var child = await core.SubmitAsync(After(parent));
        goOn.SetResult();
        await Eventually.Completes(run);
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Equal((JobStatus.Completed, 1), ((await core.FindAsync(parent.Id)).Status, (await core.FindAsync(parent.Id)).Attempt));
        Assert.Equal((JobStatus.Completed, "for my child"), ((await core.FindAsync(child.Id)).Status, read));
    }

    [Fact]
    public async Task A_parent_that_is_started_anew_before_its_child_has_heard_decides_by_its_next_end()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (job, _) => job.Attempt == 1 && job.Parents.Count == 0 ? throw new PermanentJobException("no") : Nothing;
        var parent = await core.SubmitAsync();
        var child = await core.SubmitAsync(After(parent));
        await core.RunBellsAsync();
        await core.Get<JobRequeue>().RequeueAsync(await core.FindAsync(parent.Id), null, Token);

        await core.DeliverOutboxAsync();
        Assert.True((await core.FindAsync(child.Id)).IsWaiting);
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(child.Id)).Status);
    }

    [Fact]
    public async Task A_child_that_is_started_anew_waits_for_those_that_have_not_ended()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (job, _) => job.Attempt == 1 && job.Parents.Count == 0 ? throw new PermanentJobException("no") : Nothing;
        var parent = await core.SubmitAsync();
        var child = await core.SubmitAsync(After(parent));
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        var failed = await core.FindAsync(child.Id);
        Assert.Equal("ParentFailed", failed.Error!.Type);

        await core.Get<JobRequeue>().RequeueAsync(await core.FindAsync(parent.Id), null, Token);
        await core.Get<JobRequeue>().RequeueAsync(failed, null, Token);
        Assert.Equal([parent.Id], (await core.FindAsync(child.Id)).WaitingFor);
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(child.Id)).Status);

        // A parent that has ended, however, holds nothing up.
        var other = await core.SubmitAsync(After(parent));
        await core.Jobs.CancelAsync(other.Id.ToString(), Core.Ann, Token);
        await core.Jobs.DeleteAsync(parent.Id.ToString(), Core.Ann, Token);
        Assert.False((await core.Get<JobRequeue>().RequeueAsync(await core.FindAsync(other.Id), null, Token)).IsWaiting);
    }

    [Fact]
    public async Task Of_a_parent_that_was_deleted_right_after_its_end_the_outbox_knows_the_outcome()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parent = await core.SubmitAsync();
        var child = await core.SubmitAsync(After(parent));
        await core.RunBellsAsync();
        await core.Jobs.DeleteAsync(parent.Id.ToString(), Core.Ann, Token);

        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(child.Id)).Status);
        Assert.Empty(await LeftAsync(core, parent));
    }

    [Fact]
    public async Task A_waiting_child_can_be_cancelled_and_deleted_and_its_parent_does_not_mind()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parent = await core.SubmitAsync();
        var child = await core.SubmitAsync(After(parent));
        await core.Jobs.CancelAsync(child.Id.ToString(), Core.Ann, Token);
        await core.Jobs.DeleteAsync(child.Id.ToString(), Core.Ann, Token);

        await core.RunBellsAsync();
        core.Time.Advance(TimeSpan.FromMinutes(30));
        await core.DeliverOutboxAsync();

        Assert.Equal(1, (await core.Store.CountAsync(Token)).Total);
        Assert.Empty(await LeftAsync(core, parent));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Under_a_limit_a_child_takes_its_place_in_line_when_it_may_start()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: ("Jobs:MaxConcurrent", "1"));
        var order = new List<string>();
        core.Handler.Script = (job, _) =>
        {
            order.Add(job.Id.ToString());
            return Nothing;
        };
        var parent = await core.SubmitAsync();
        var child = await core.SubmitAsync(After(parent));
        var other = await core.SubmitAsync();

        for (var round = 0; round < 3; round++)
        {
            await core.RunBellsAsync();
            await core.DeliverOutboxAsync();
        }

        Assert.Equal(new[] { parent, other, child }.Select(job => job.Id.ToString()), order);
    }
}
