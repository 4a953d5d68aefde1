using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Storage;

public class JobTableTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_read_as_it_was_written()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = Make.Job() with
        {
            Program = "p/1",
            Priority = Priority.Urgent,
            Tags = ["a", "b"],
            ConfigInBlob = true,
            HasFiles = true,
            Config = null,
            Timeout = TimeSpan.FromSeconds(90),
            ScheduledAt = Make.Start.AddTicks(7),
            StartedAt = Make.Start,
            EndedAt = Make.Start,
            LockedAt = Make.Start,
            LockedBy = "x",
            Attempt = 3,
            RetryCount = 2,
            Progress = 1 / 3d,
            Message = "päper 📄",
            ItemsDone = 5,
            ItemsTotal = long.MaxValue,
            Error = new JobError("T", "M", "S"),
            Result = """{"a":1}""",
            ResultFiles = [new ResultFile("r.json", 12), new ResultFile("s.json", 0)],
        };

        var stored = await core.Store.CreateAsync(job);
        var read = await core.FindAsync(job.Id);

        Assert.Equal(stored.Version, read.Version);
        Assert.Equivalent(stored, read, strict: true);
        Assert.Equivalent(job with { Version = read.Version, OperationId = read.OperationId }, read, strict: true);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task The_second_of_two_writers_gets_a_conflict()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job());

        await core.Store.UpdateAsync(job, job.Claim("one", Make.Start));

        await Assert.ThrowsAsync<JobConflictException>(() => core.Store.UpdateAsync(job, job.Claim("two", Make.Start)));
        await Assert.ThrowsAsync<JobConflictException>(() => core.Store.DeleteAsync(job));
        await Assert.ThrowsAsync<JobConflictException>(() => core.Store.CreateAsync(job));
        Assert.Equal("one", (await core.FindAsync(job.Id)).LockedBy);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Changes_that_wait_share_transactions_and_losers_do_not_harm_the_others()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => core.Store.CreateAsync(Make.Job())));
        foreach (var lost in jobs.Where((_, index) => index % 10 == 0))
            await core.Store.UpdateAsync(lost, lost.Cancel(Make.Start));

        faults.Restart();
        var changes = jobs.Select(job => core.Store.UpdateAsync(job, job.Claim("me", Make.Start))).ToList();
        await Task.WhenAll(changes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(6, changes.Count(change => change.Exception?.InnerException is JobConflictException));
        Assert.Equal(54, changes.Count(change => change.IsCompletedSuccessfully));
        Assert.InRange(faults.Requests, 1, 40);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Processes_do_not_collide_in_their_counters()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(index => (index % 2 == 0 ? one : other).Store.CreateAsync(Make.Job(shard: index % 4))));

        Assert.Equal(50, (await one.Store.CountAsync(Token))[JobStatus.Pending]);
        await Rows.AssertConsistentAsync(other);
    }

    [Fact]
    public async Task Counters_of_instances_that_are_gone_are_folded_once()
    {
        var account = azurite.NewAccount();
        await using var gone = await Core.StartAsync(account);
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(index => gone.Store.CreateAsync(Make.Job(shard: index % 4))));

        await Task.WhenAll(new[] { one, other }.Select(core => core.Store.FoldCountersAsync(instance => instance == gone.Instance.Id, Token)));
        Assert.Equal(8, (await one.Store.CountAsync(Token)).Total);

        // It was only silent: what it writes after that is counted too.
        await gone.Store.CreateAsync(Make.Job());
        Assert.Equal(9, (await one.Store.CountAsync(Token)).Total);
    }

    [Fact]
    public async Task A_missing_index_row_does_not_hold_its_job()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job());
        await core.Account.Jobs.DeleteEntityAsync(RowKeys.Partition(job.Id), RowKeys.Status(job), cancellationToken: Token);

        await core.Store.UpdateAsync(job, job.Cancel(Make.Start));

        await Rows.AssertConsistentAsync(core);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_index_row_that_is_missing_or_there_already_is_written_anew(bool isThere)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job());
        var cancelled = job.Cancel(Make.Start);
        if (isThere)
            await core.Account.Jobs.AddEntityAsync(JobRow.ToIndexRow(job, RowKeys.Status(cancelled)), Token);
        else
            await core.Account.Jobs.DeleteEntityAsync(RowKeys.Partition(job.Id), RowKeys.Owner(job), cancellationToken: Token);

        await core.Store.UpdateAsync(job, cancelled);

        await Rows.AssertConsistentAsync(core);
    }

    /// <summary>Each request of a change is made to fail in turn, on its way there and on its way back: the change is made once.</summary>
    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task A_change_survives_the_failure_of_any_request(Fault fault)
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        for (var number = 1; number <= 3; number++)
        {
            var job = await core.Store.CreateAsync(Make.Job());
            faults.FailAt(number, fault);

            // Pauses between tries are by the test's clock.
            var claim = core.Store.UpdateAsync(job, job.Claim("me", Make.Start));
            await core.PassTimeUntilAsync(claim, TimeSpan.FromSeconds(1), "the change has ended");
            faults.Pick = (_, _) => null;

            var stored = await core.FindAsync(job.Id);
            Assert.Equal((await claim).Version, stored.Version);
            Assert.Equal((JobStatus.Running, 1), (stored.Status, stored.Attempt));
            await Rows.AssertConsistentAsync(core);
        }
    }

    /// <summary>The commit's answer is lost, and by the time the rows are read again somebody else has changed the job.</summary>
    [Fact]
    public async Task A_committed_change_is_no_conflict_even_if_the_job_has_moved_on()
    {
        var account = azurite.NewAccount();
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(account, policy: faults);
        await using var other = await Core.StartAsync(account, core.Time);
        var job = Make.Job();
        faults.Pick = (_, request) =>
        {
            if (FaultPolicy.IsTransaction(request))
                return Fault.AnswerLost;

            // The writer asks whether it was committed: before it reads the job, the other process claims it.
            var stored = other.Store.FindAsync(job.Id, Token).GetAwaiter().GetResult()!;
            if (stored.Status == JobStatus.Pending)
                other.Store.UpdateAsync(stored, stored.Claim("other", Make.Start)).GetAwaiter().GetResult();
            return null;
        };

        var create = core.Store.CreateAsync(job);
        await core.PassTimeUntilAsync(create, TimeSpan.FromSeconds(1), "the change has ended");

        var created = await create;
        faults.Pick = (_, _) => null;
        await Assert.ThrowsAsync<JobConflictException>(() => core.Store.UpdateAsync(created, created.Cancel(Make.Start)));
        await Rows.AssertConsistentAsync(core);
    }

    /// <summary>The commit's answer is lost and nobody can be asked for a while: the echo of our own write is no conflict.</summary>
    [Fact]
    public async Task While_nobody_answers_nothing_is_concluded()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        faults.Pick = (number, request) => FaultPolicy.IsTransaction(request) ? Fault.AnswerLost : number < 6 ? Fault.Before : null;

        var create = core.Store.CreateAsync(Make.Job());
        await core.PassTimeUntilAsync(create, TimeSpan.FromSeconds(1), "the change has ended");

        Assert.NotNull((await create).Version);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task When_storage_stays_away_the_caller_is_told()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        faults.Pick = (_, _) => Fault.Before;

        var create = core.Store.CreateAsync(Make.Job());
        await core.PassTimeUntilAsync(create, TimeSpan.FromSeconds(5), "the writer has given up");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => create);
        faults.Pick = (_, _) => null;
        await core.Store.CreateAsync(Make.Job());
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_large_batch_stays_within_the_limits_of_a_transaction()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var config = $$"""{"text":"{{new string('ä', 29_000)}}"}""";

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => core.Store.CreateAsync(Make.Job() with { Config = config })));

        Assert.Equal(60, (await core.Store.CountAsync(Token)).Total);
    }
}
