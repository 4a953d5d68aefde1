using JobFunctions.Core.Dependencies;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using static JobFunctions.Core.Tests.Dependencies.Chains;

namespace JobFunctions.Core.Tests.Dependencies;

/// <summary>Whatever meets, fails or dies in between: a child hears of each parent, and starts once.</summary>
public class DependencyRaceTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        for (var number = 1; ; number++)
        {
            var account = azurite.NewAccount();
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(account, policy: faults);
            var parents = new[] { await core.SubmitAsync(), await core.SubmitAsync() };
            faults.FailAt(number, fault, inARow: 3);
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
            await successor.PassRoundsAsync();

            var all = (await successor.Store.ListAsync(new JobQuery(), Token)).Jobs;
            var child = all.SingleOrDefault(job => job.Id != parents[0].Id && job.Id != parents[1].Id);
            Assert.True(child is not null || !submitted, $"the child is lost when request {number} fails");
            Assert.All(all, job => Assert.Equal(JobStatus.Completed, job.Status));
            Assert.True(runs <= 1, $"the child ran {runs} times when request {number} fails");
            Assert.Empty(await LeftAsync(successor, parents));
            await Rows.AssertConsistentAsync(successor);
            if (!faults.HasFailed)
                break;
        }
    }
}
