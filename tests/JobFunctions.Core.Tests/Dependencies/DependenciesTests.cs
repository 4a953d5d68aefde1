using System.Text.Json;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Dependencies;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

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

    /// <summary>Many find the duplicate only after they have written that they wait.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Submits_at_the_same_time_that_make_one_job_leave_one_edge(bool byKey)
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account, settings: Core.PatientStorage);
        await using var other = await Core.StartAsync(account, one.Time, settings: Core.PatientStorage);
        var parent = await one.SubmitAsync();
        var submission = byKey
            ? After(parent) with { Idempotency = new IdempotencyKey(JobKey.Of("ann", "key"), "body") }
            : After(parent) with { UniqueFor = JobSubmission.WhileActive };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? one : other).TrySubmitAsync(submission)));

        var child = Assert.Single(outcomes.Select(outcome => outcome.Id).Distinct());
        Assert.Equal([child], (await LeftAsync(one, parent)).Select(edge => edge.Child));
        await one.PassTimeAsync(one.RunBellsAsync(), TimeSpan.FromSeconds(1));
        await one.DeliverOutboxAsync();
        await one.PassTimeAsync(one.RunBellsAsync(), TimeSpan.FromSeconds(1));
        Assert.Equal((JobStatus.Completed, 1), ((await one.FindAsync(child)).Status, (await one.FindAsync(child)).Attempt));
        Assert.Empty(await one.OutboxAsync());
        await Rows.AssertConsistentAsync(one);
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
    public async Task A_child_that_is_still_being_committed_when_its_parent_ends_is_not_forgotten()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parent = await core.SubmitAsync();

        // The submit has got as far as the edge.
        var id = core.Jobs.NewId();
        await core.Get<ParentEdges>().FollowAsync(id, [parent], Token);
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        Assert.Single(await LeftAsync(core, parent));

        var child = Make.Job() with { Id = id, Type = "scripted", DependsOn = [parent.Id] };
        await core.Store.CreateAsync(child.WaitFor([parent.Id]));
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(id)).Status);
        Assert.Empty(await LeftAsync(core, parent));
    }

    [Fact]
    public async Task The_edge_of_a_child_that_has_heard_already_goes_at_once()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parent = await core.SubmitAsync();
        var child = await core.SubmitAsync(After(parent));
        await core.RunBellsAsync();
        var entry = Assert.Single(await core.OutboxAsync());
        await core.DeliverOutboxAsync();

        // As if the process that told the child had died before it removed the edge.
        await core.Get<EdgeTable>().AddAsync(parent.Id, child.Id, Token);

        Assert.True(await core.Get<OutboxDelivery>().DeliverAsync(entry, Token));
        Assert.Empty(await LeftAsync(core, parent));
        await core.RunBellsAsync();
        Assert.Equal((JobStatus.Completed, 1), ((await core.FindAsync(child.Id)).Status, (await core.FindAsync(child.Id)).Attempt));
    }

    [Fact]
    public async Task The_edge_of_a_submit_that_died_goes_some_minutes_later()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var parent = await core.SubmitAsync();
        await core.Get<ParentEdges>().FollowAsync(core.Jobs.NewId(), [parent], Token);
        await core.RunBellsAsync();

        await core.DeliverOutboxAsync();
        Assert.Single(await LeftAsync(core, parent));
        core.Time.Advance(TimeSpan.FromMinutes(30));
        await core.DeliverOutboxAsync();

        Assert.Empty(await LeftAsync(core, parent));
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

    [Fact]
    public async Task Two_processes_that_deliver_the_same_ends_release_each_child_once()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, one.Time);
        var parents = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => one.SubmitAsync()));
        var children = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => one.SubmitAsync(After(parents) with { Priority = Priority.Low })));
        await one.RunBellsAsync();
        var entries = await one.OutboxAsync();
        Assert.Equal(4, entries.Count);

        await Task.WhenAll(entries.SelectMany(entry => new[] { one, other, one, other }.Select(core => core.Get<OutboxDelivery>().DeliverAsync(entry, Token))));

        // One new generation each, however often they were told. Of the bells all but one are void.
        var released = await Task.WhenAll(children.Select(child => one.FindAsync(child.Id)));
        Assert.All(released, child => Assert.Equal((JobStatus.Pending, false, 2), (child.Status, child.IsWaiting, child.Generation.Number)));
        await Task.WhenAll(one.RunBellsAsync(Priority.Low), other.RunBellsAsync(Priority.Low));
        Assert.All(await Task.WhenAll(children.Select(child => one.FindAsync(child.Id))), child => Assert.Equal((JobStatus.Completed, 1), (child.Status, child.Attempt)));
        await Rows.AssertConsistentAsync(one);
    }

    [Fact]
    public async Task A_child_that_is_submitted_while_its_parent_ends_does_not_wait_for_ever()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, one.Time);
        var children = new List<Job>();
        for (var round = 0; round < 25; round++)
        {
            var parent = await one.SubmitAsync();
            var end = EndAsync();
            children.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => other.SubmitAsync(After(parent) with { Priority = Priority.Low }))));
            await end;
        }

        async Task EndAsync()
        {
            await one.RunBellsAsync();
            await one.DeliverOutboxAsync();
        }

        await one.DeliverOutboxAsync();
        await one.RunBellsAsync(Priority.Low);

        Assert.All(await Task.WhenAll(children.Select(child => one.FindAsync(child.Id))), child => Assert.Equal((JobStatus.Completed, 1), (child.Status, child.Attempt)));
        await Rows.AssertConsistentAsync(one);
    }

    /// <summary>
    /// The n-th storage request fails, for every n, before the service saw it or after, while a child is submitted and its parents end. The
    /// process is given up after that, and another one finds what is left: the child runs once, or was never accepted.
    /// </summary>
    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Any_request_may_fail_and_the_child_still_runs_once(Fault fault)
    {
        for (var failing = 1; ; failing++)
        {
            var number = failing;
            var account = azurite.NewAccount();
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(account, policy: faults);
            var parents = new[] { await core.SubmitAsync(), await core.SubmitAsync() };
            faults.Restart();
            var reached = false;
            faults.Pick = (request, _) => request >= number && (reached = true) && request < number + 3 ? fault : null;
            var submitted = false;
            var life = LiveAsync();
            await core.PassTimeUntilAsync(life, TimeSpan.FromSeconds(1), $"everything has ended with request {number} failing");

            async Task LiveAsync()
            {
                try
                {
                    await core.SubmitAsync(After(parents));
                    submitted = true;
                    await core.RunBellsAsync();
                    await core.DeliverOutboxAsync();
                }
                catch (Exception)
                {
                    // This process dies here.
                }
            }

            await life;
            faults.Pick = (_, _) => null;
            await using var successor = await Core.StartAsync(account, core.Time);
            var runs = 0;
            successor.Handler.Script = (job, _) =>
            {
                Interlocked.Add(ref runs, job.Parents.Count > 0 ? 1 : 0);
                return Nothing;
            };
            for (var round = 0; round < 4; round++)
            {
                core.Time.Advance(TimeSpan.FromMinutes(11));
                await successor.Get<StuckJobs>().ResetAsync(Token);
                await successor.Get<LostBells>().RingAsync(Token);
                await successor.RunBellsAsync();
                await successor.DeliverOutboxAsync();
            }

            var all = (await successor.Store.ListAsync(new JobQuery(), Token)).Jobs;
            var child = all.SingleOrDefault(job => job.Id != parents[0].Id && job.Id != parents[1].Id);
            Assert.True(child is not null || !submitted, $"the child is lost when request {number} fails");
            Assert.All(all, job => Assert.Equal(JobStatus.Completed, job.Status));
            Assert.True(runs <= 1, $"the child ran {runs} times when request {number} fails");
            Assert.Empty(await LeftAsync(successor, parents));
            await Rows.AssertConsistentAsync(successor);
            if (!reached)
                break;
        }
    }

    private static Task<JsonElement?> Nothing => Task.FromResult<JsonElement?>(null);

    private static JobSubmission After(params Job[] parents) => Core.New() with { DependsOn = [.. parents.Select(parent => parent.Id.ToString())] };

    /// <summary>The edges and outbox rows that are left.</summary>
    private static async Task<List<Edge>> LeftAsync(Core core, params Job[] parents)
    {
        var left = new List<Edge>();
        foreach (var parent in parents)
            left.AddRange(await core.Get<EdgeTable>().OfAsync(parent.Id, Token).ToListAsync(Token));
        return left;
    }
}
