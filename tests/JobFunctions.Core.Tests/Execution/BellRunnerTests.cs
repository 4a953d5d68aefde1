using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

public class BellRunnerTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_duplicate_bell_runs_nothing()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var runs = 0;
        core.Handler.Script = (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var job = await core.SubmitAsync();
        await core.Get<Bells>().RingAsync(job, Token);

        await core.RunBellsAsync();

        Assert.Equal(1, runs);
        Assert.Equal((JobStatus.Completed, 1), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).Attempt));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Of_two_processes_with_a_bell_each_one_runs_the_job()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, one.Time);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => one.SubmitAsync()));
        foreach (var job in jobs)
            await one.Get<Bells>().RingAsync(job, Token);
        var runs = 0;
        one.Handler.Script = other.Handler.Script = (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };

        await Task.WhenAll(one.RunBellsAsync(), other.RunBellsAsync());

        Assert.Equal(20, runs);
        Assert.Equal(20, (await one.Store.CountAsync(Token))[JobStatus.Completed]);
        await Rows.AssertConsistentAsync(one);
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(10 * 86_400, 86_400)]
    public async Task A_failure_that_says_when_to_come_back_is_not_retried_before_then(int asked, int waited)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (_, _) => throw new TransientJobException("too many requests", TimeSpan.FromSeconds(asked));
        var job = await core.SubmitAsync();

        await core.RunBellsAsync();

        var after = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Pending, 1), (after.Status, after.RetryCount));
        Assert.Equal(core.Time.GetUtcNow().AddSeconds(waited), after.DueAt, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_bell_before_its_time_is_put_again_for_the_rest()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.SubmitAsync(Core.New() with { ScheduledAt = core.Time.GetUtcNow().AddDays(400) });
        Assert.Equal(JobStatus.Scheduled, job.Status);

        // The service hides a message for a week at most: the bell comes early, again and again, and is put again.
        await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);
        await core.Get<Bells>().PutAsync(Lanes.Normal, new Bell(job.Id, job.Generation, core.Time.GetUtcNow()), TimeSpan.Zero, Token);
        await core.RunBellsAsync();
        Assert.Equal(1, await core.BellsAsync());
        Assert.Equal(JobStatus.Scheduled, (await core.FindAsync(job.Id)).Status);

        core.Time.Advance(TimeSpan.FromDays(400));
        await core.Get<Bells>().RingAsync(job, Token);
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);
    }

    [Fact]
    public async Task A_retry_backs_off_and_a_permanent_error_does_not_retry()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (job, _) => job.Attempt == 1
            ? throw new InvalidOperationException("transient")
            : throw new PermanentJobException("for good");

        var job = await core.SubmitAsync();
        await core.RunBellsAsync();

        var failed = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Failed, 2, 1, "for good"), (failed.Status, failed.Attempt, failed.RetryCount, failed.Error!.Message));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Storage_trouble_in_a_handler_costs_no_attempt()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (context, _) => context.Attempt == 1
            ? throw new Azure.RequestFailedException(503, "busy")
            : Task.FromResult<System.Text.Json.JsonElement?>(null);

        var job = await core.SubmitAsync(Core.New() with { MaxRetries = 0 });
        await core.RunBellsAsync();

        var done = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Completed, 2, 0), (done.Status, done.Attempt, done.RetryCount));
    }

    [Fact]
    public async Task A_file_error_of_a_handler_is_charged()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (_, _) => throw new FileNotFoundException("not there");

        var job = await core.SubmitAsync(Core.New() with { MaxRetries = 0 });
        await core.RunBellsAsync();

        Assert.Equal((JobStatus.Failed, 1), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).Attempt));
    }

    [Fact]
    public async Task A_job_without_a_timeout_of_its_own_has_the_hosts()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = async (_, token) =>
        {
            core.Time.Advance(TimeSpan.FromMinutes(30));
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };

        var job = await core.SubmitAsync(Core.New() with { MaxRetries = 0 });
        await core.RunBellsAsync();

        Assert.Equal((JobStatus.Failed, "JobTimeout"), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).Error!.Type));
    }

    [Fact]
    public async Task A_job_that_was_cancelled_elsewhere_is_not_run_again_by_a_second_bell()
    {
        var account = azurite.NewAccount();
        await using var core = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, core.Time);
        var started = new TaskCompletionSource();
        var runs = 0;
        core.Handler.Script = async (_, token) =>
        {
            Interlocked.Increment(ref runs);
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        var job = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        await Eventually.Completes(started.Task);

        await other.Jobs.CancelAsync(job.Id.ToString(), Core.Ann, Token);
        await Assert.Single(core.Get<RunningJobs>().Of(job.Id)).LookAsync(Token);
        await Eventually.Completes(run);
        await core.Get<Bells>().RingAsync(job, Token);
        await core.RunBellsAsync();

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Result_files_that_a_row_can_not_hold_fail_the_job()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = async (context, token) =>
        {
            for (var file = 0; file < 100; file++)
                await (await context.CreateResultAsync(new string('Я', 90) + file, token)).DisposeAsync();
            return null;
        };

        var job = await core.SubmitAsync();
        await core.RunBellsAsync();

        Assert.Contains("put them into a zip", (await core.FindAsync(job.Id)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('я')]
    [InlineData('"')]
    [InlineData('\u0001')]
    public async Task A_long_foreign_message_is_recorded_once(char letter)
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var message = new JobFunctions.Core.Execution.LaneMessage(Lanes.Low, new string(letter, 30_000), "id", core.Time.GetUtcNow());

        await core.Get<JobFunctions.Core.Execution.BellRunner>().RunAsync(message, Token);
        await core.Get<JobFunctions.Core.Execution.PoisonBells>().HandleAsync(message, Token);

        var record = Assert.Single((await core.Store.ListAsync(new JobQuery { Status = JobStatus.Failed }, Token)).Jobs);
        Assert.Equal("UnreadableMessage", record.Error!.Type);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_the_job_with_a_hint()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (_, _) => Task.FromResult<System.Text.Json.JsonElement?>(
            System.Text.Json.JsonSerializer.SerializeToElement(new string('x', 40_000)));

        var job = await core.SubmitAsync();
        await core.RunBellsAsync();

        Assert.Contains("write a result file instead", (await core.FindAsync(job.Id)).Error!.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Of two jobs that need all the room the second one waits in its lane, for this instance or another, and its bell does not look lost.
    /// </summary>
    [Fact]
    public async Task A_job_for_which_there_is_no_room_goes_back_to_its_lane()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: ("Jobs:MaxWeight", "10"));
        core.Handler.Weight = 6;
        var release = new TaskCompletionSource();
        var running = 0;
        core.Handler.Script = async (_, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await release.Task;
            Interlocked.Decrement(ref running);
            return null;
        };
        var jobs = new[] { await core.SubmitAsync(), await core.SubmitAsync() };
        var runs = await core.StartBellsAsync();
        await Eventually.BecomesTrue(
            () =>
            {
                core.Time.Advance(TimeSpan.FromSeconds(1));
                return runs.Count(run => run.IsCompleted) == 1;
            },
            "the bell of one has been put again");
        core.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await core.Get<LostBells>().RingAsync(Token));

        release.SetResult();
        await Task.WhenAll(runs);
        await core.RunBellsAsync();
        foreach (var job in jobs)
            Assert.Equal((JobStatus.Completed, 1), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).Attempt));
    }

    /// <summary>The host counts its timeout from when the bell came: what began late could overrun it, which would restart the process.</summary>
    [Fact]
    public async Task A_job_does_not_begin_long_after_its_bell_came()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var begun = new List<TimeSpan>();
        var came = 0L;
        core.Handler.Script = (_, _) =>
        {
            begun.Add(core.Time.GetElapsedTime(came));
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var job = await core.SubmitAsync();
        var isOut = true;
        faults.Pick = (_, request) => isOut && !request.Uri.Path.Contains("messages", StringComparison.Ordinal) ? Fault.Before : null;
        came = core.Time.GetTimestamp();
        var run = Assert.Single(await core.StartBellsAsync());
        await Eventually.BecomesTrue(
            () =>
            {
                core.Time.Advance(TimeSpan.FromSeconds(1));
                return core.Time.GetElapsedTime(came) > TimeSpan.FromMinutes(20);
            },
            "20 minutes are over");
        isOut = false;
        await PassingTimeAsync(core, run);
        Assert.Empty(begun);

        came = core.Time.GetTimestamp();
        await core.RunBellsAsync();
        Assert.InRange(Assert.Single(begun), TimeSpan.Zero, core.Get<HostLimits>().LatestStart);
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);
    }

    public static TheoryData<string, Fault> Scenarios =>
        [.. from name in ScenarioSteps.Keys from fault in Enum.GetValues<Fault>() select new TheoryDataRow<string, Fault>(name, fault)];

    private static readonly Dictionary<string, (Func<Core, Task> Act, JobStatus[] Allowed)> ScenarioSteps = new()
    {
        ["run"] = (core => core.RunBellsAsync(), [JobStatus.Completed]),
        ["fail, retry and complete"] = (
            core =>
            {
                core.Handler.Script = (job, _) => job.Attempt == 1 ? throw new InvalidOperationException("once") : Task.FromResult<System.Text.Json.JsonElement?>(null);
                return core.RunBellsAsync();
            },
            [JobStatus.Completed]),
        ["fail for good"] = (
            core =>
            {
                core.Handler.Script = (_, _) => throw new PermanentJobException("no");
                return core.RunBellsAsync();
            },
            [JobStatus.Failed]),
    };

    /// <summary>
    /// The n-th storage request of a job's life fails, for every n, before the service saw it or after: the job still ends as it
    /// should, once.
    /// </summary>
    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Any_request_of_a_jobs_life_may_fail(string scenario, Fault fault)
    {
        var (act, allowed) = ScenarioSteps[scenario];
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
            var job = await core.SubmitAsync();

            faults.FailAt(number, fault);
            await PassingTimeAsync(core, act(core));
            faults.Pick = (_, _) => null;

            var ended = await core.FindAsync(job.Id);
            Assert.Contains(ended.Status, allowed);
            await Rows.AssertConsistentAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    private static Task PassingTimeAsync(Core core, Task task) => core.PassTimeAsync(task, TimeSpan.FromSeconds(1));
}
