using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Schedules;

/// <summary>Schedules over a real table: what runs when, what a crash leaves, and what a change drops.</summary>
public class SchedulesTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 11, 58, 30, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_occurrence_is_submitted_ahead_once_and_runs_on_time()
    {
        await using var core = await StartAsync();
        await PutAsync(core, "0 12 * * *");
        Assert.Equal(0, await RoundAsync(core));

        core.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(1, await RoundAsync(core));
        Assert.Equal(0, await RoundAsync(core));

        var job = Assert.Single(await JobsAsync(core));
        Assert.Equal((JobStatus.Scheduled, Noon), (job.Status, job.DueAt));
        Assert.Equal((Core.Ann.UserId, "schedule:nightly"), (job.Owner, Assert.Single(job.Tags)));
        core.Time.SetUtcNow(Noon);
        await core.Get<Bells>().RingAsync(job, Token);
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);

        var schedule = await FindAsync(core);
        Assert.Equal((Noon, job.Id, null), (schedule.LastRun, schedule.LastJob, schedule.LastError));
        Assert.Equal([Noon.AddDays(1), Noon.AddDays(2)], core.Get<ScheduleControl>().NextRuns(schedule, 2));
        await Rows.AssertConsistentAsync(core);
    }

    [Theory]
    [InlineData(36, null)]
    [InlineData(37, "name")]
    public async Task Names_whose_keys_are_too_long_for_a_row_are_refused(int underscores, string? wrong)
    {
        await using var core = await StartAsync();
        var longest = new Caller(new string('字', 42) + "__", IsAdmin: false, new HashSet<string>());
        var put = () => core.Get<ScheduleControl>().PutAsync(
            new string('_', underscores), new ScheduleDraft("0 12 * * *", "UTC", default, Paused: false, Core.New()), null, longest, Token);

        if (wrong is null)
            Assert.Equal(longest.UserId, (await put()).Owner);
        else
            Assert.Equal(wrong, Assert.Single((await Assert.ThrowsAsync<InvalidRequestException>(put)).Errors).Field);
    }

    [Fact]
    public async Task An_idle_schedule_costs_one_query_of_a_round_for_all_of_them()
    {
        var requests = new FaultPolicy();
        await using var core = await StartAsync(policy: requests);
        for (var i = 0; i < 20; i++)
            await PutAsync(core, "0 12 * * *", $"nightly-{i}");

        requests.Restart();
        await RoundAsync(core);
        Assert.Equal(1, requests.Requests);
    }

    [Fact]
    public async Task Processes_that_look_at_the_same_time_submit_each_occurrence_once()
    {
        var account = azurite.NewAccount();
        await using var one = await StartAsync(account);
        await using var other = await StartAsync(account, one.Time);
        await PutAsync(one, "*/10 * * * * *");
        for (var i = 0; i < 5; i++)
        {
            one.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAll(RoundAsync(one), RoundAsync(other));
        }

        var schedule = await FindAsync(one);
        var expected = Enumerable.Range(1, 13).Select(i => OccurrenceId.Of(schedule.Revision, schedule.Shard, Start.AddSeconds(10 * i)));
        Assert.Equal(expected.Select(id => id.ToString()).Order(), (await JobsAsync(one)).Select(job => job.Id.ToString()).Order());
        await Rows.AssertConsistentAsync(one);
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Whichever_request_fails_every_occurrence_is_there_once(Fault fault)
    {
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await StartAsync(policy: faults);
            await PutAsync(core, "*/30 * * * * *");
            core.Time.Advance(TimeSpan.FromSeconds(1));
            faults.FailAt(number, fault);

            // The round that meets the fault, and the next one.
            for (var i = 0; i < 2; i++)
                await PassingTimeAsync(core, TryRoundAsync(core));

            var schedule = await FindAsync(core);
            var occurrences = Enumerable.Range(1, 100).Select(i => OccurrenceId.Of(schedule.Revision, schedule.Shard, Start.AddSeconds(30 * i)));
            var jobs = (await JobsAsync(core)).Select(job => job.Id).ToHashSet();
            Assert.Subset(jobs, occurrences.Take(2).ToHashSet());
            Assert.Subset(occurrences.ToHashSet(), jobs);
            await Rows.AssertConsistentAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    [Theory]
    [InlineData("put")]
    [InlineData("pause")]
    [InlineData("delete")]
    public async Task A_change_drops_what_was_submitted_ahead_and_what_a_late_instance_submits_after_it(string change)
    {
        await using var core = await StartAsync();
        await PutAsync(core, "0 12 * * *");
        core.Time.Advance(TimeSpan.FromSeconds(31));
        var before = await FindAsync(core);
        await RoundAsync(core);
        var ahead = Assert.Single(await JobsAsync(core));

        await ChangeAsync(core, change);
        Assert.Equal(JobStatus.Cancelled, (await core.FindAsync(ahead.Id)).Status);

        // Another instance had read the schedule before the change, and submits only now.
        await core.Jobs.DeleteAsync(ahead.Id.ToString(), Core.Ann, Token);
        var late = OccurrenceId.Of(before.Revision, before.Shard, Noon);
        await core.Get<ScheduleRound>().SubmitAsync(late, ScheduleTemplate.Read(before.Template) with { ScheduledAt = Noon }, before.Owner, Token);
        await RoundAsync(core);
        Assert.Equal(JobStatus.Cancelled, (await core.FindAsync(late)).Status);

        // Nothing of it is left once no more can come.
        core.Time.Advance(TimeSpan.FromMinutes(2));
        await RoundAsync(core);
        Assert.DoesNotContain(
            await core.Account.System.QueryAsync<Azure.Data.Tables.TableEntity>(cancellationToken: Token).ToListAsync(Token),
            row => row.ContainsKey("Until"));
        Assert.Equal(change == "put" ? 1 : 0, (await JobsAsync(core)).Count(job => job.Status is JobStatus.Scheduled or JobStatus.Pending));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_crash_right_after_a_change_drops_what_was_submitted_ahead_all_the_same()
    {
        var faults = new FaultPolicy();
        await using var core = await StartAsync(policy: faults);
        await PutAsync(core, "0 12 * * *");
        core.Time.Advance(TimeSpan.FromSeconds(31));
        await RoundAsync(core);

        // The schedule is read, deleted, and then no more.
        faults.Restart();
        faults.Pick = (request, _) => request > 2 ? Fault.Before : null;
        var delete = ChangeAsync(core, "delete");
        await PassingTimeAsync(core, delete.ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default));
        Assert.NotNull(delete.Exception);
        faults.Pick = (_, _) => null;
        await RoundAsync(core);

        Assert.Equal(JobStatus.Cancelled, Assert.Single(await JobsAsync(core)).Status);
    }

    [Fact]
    public async Task A_resumed_schedule_goes_on_with_its_next_occurrence_even_one_that_was_dropped()
    {
        await using var core = await StartAsync();
        await PutAsync(core, "0 12 * * *");
        core.Time.Advance(TimeSpan.FromSeconds(31));
        await RoundAsync(core);
        await ChangeAsync(core, "pause");
        Assert.Empty(core.Get<ScheduleControl>().NextRuns(await FindAsync(core), 5));
        Assert.Equal(0, await RoundAsync(core));

        await core.Get<ScheduleControl>().SetPausedAsync("nightly", false, null, Core.Ann, Token);
        await RoundAsync(core);

        Assert.Equal([JobStatus.Scheduled, JobStatus.Cancelled], (await JobsAsync(core)).Select(job => job.Status).Order());
    }

    [Theory]
    [InlineData(MisfirePolicy.Skip, 0)]
    [InlineData(MisfirePolicy.Once, 1)]
    [InlineData(MisfirePolicy.All, 10)]
    public async Task What_was_missed_while_nobody_was_there_is_made_up_for_as_its_policy_says(MisfirePolicy misfire, int madeUp)
    {
        await using var core = await StartAsync();
        await PutAsync(core, "0 12 * * *", misfire: misfire);
        core.Time.SetUtcNow(Noon.AddDays(9).AddHours(1));

        Assert.Equal(madeUp, await RoundAsync(core));
        Assert.Equal(0, await RoundAsync(core));

        Assert.All(await JobsAsync(core), job => Assert.Equal(JobStatus.Pending, job.Status));
        Assert.Equal(Noon.AddDays(10), (await FindAsync(core)).NextRun);
    }

    [Fact]
    public async Task A_clock_that_goes_back_submits_nothing_twice()
    {
        var account = azurite.NewAccount();
        await using var core = await StartAsync(account);
        await PutAsync(core, "*/30 * * * * *");
        core.Time.Advance(TimeSpan.FromMinutes(5));
        await RoundAsync(core);
        var before = (await JobsAsync(core)).Count;

        await using var behind = await StartAsync(account, new FakeTimeProvider(Start));
        Assert.Equal(0, await RoundAsync(behind));
        Assert.Equal(before, (await JobsAsync(core)).Count);
    }

    [Fact]
    public async Task A_template_that_became_invalid_is_told_on_the_schedule_and_in_the_failed_registry()
    {
        var account = azurite.NewAccount();
        await using var core = await StartAsync(account);
        await PutAsync(core, "0 12 * * *");
        core.Time.Advance(TimeSpan.FromSeconds(31));
        await using (var without = await Core.StartAsync(account, core.Time, replace: services => services.RemoveAll<IJobHandler>()))
            await RoundAsync(without);

        var schedule = await FindAsync(core);
        Assert.Contains("scripted", schedule.LastError, StringComparison.Ordinal);
        var failed = await core.FindAsync(schedule.LastJob!.Value);
        Assert.Equal((JobStatus.Failed, Core.Ann.UserId), (failed.Status, failed.Owner));

        // It can be retried when the type is there again, and the next run is as ever.
        await core.Get<FailedJobs>().RetryAsync(failed.Id.ToString(), Core.Ann, Token);
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(failed.Id)).Status);
        core.Time.SetUtcNow(Noon.AddDays(1).AddSeconds(-10));
        await RoundAsync(core);
        Assert.Null((await FindAsync(core)).LastError);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Secrets_of_a_template_reach_the_handler_and_nobody_else()
    {
        await using var core = await Core.StartAsync(
            azurite.NewAccount(), new FakeTimeProvider(Start), settings: [("Secrets:CurrentKey", "k1"), ("Secrets:Keys:k1", Convert.ToBase64String(new byte[32]))]);
        string? seen = null;
        core.Handler.Script = (context, _) =>
        {
            seen = context.Secrets["token"];
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        await PutAsync(
            core, "0 12 * * *", job: Core.New() with { Secrets = new Dictionary<string, string> { ["token"] = "hush-hush" } });
        core.Time.SetUtcNow(Noon);
        await RoundAsync(core);
        await core.RunBellsAsync();

        Assert.Equal("hush-hush", seen);
        await foreach (var row in core.Account.System.QueryAsync<Azure.Data.Tables.TableEntity>(cancellationToken: Token))
            Assert.DoesNotContain(row, column => column.Value is string text && text.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_unique_job_s_run_is_left_out_while_the_one_before_goes_on()
    {
        await using var core = await StartAsync();
        await PutAsync(core, "*/30 * * * * *", job: Core.New() with { UniqueFor = JobSubmission.WhileActive });
        core.Time.Advance(TimeSpan.FromSeconds(1));
        await RoundAsync(core);

        var job = Assert.Single(await JobsAsync(core));
        Assert.Equal(Start.AddSeconds(30), job.DueAt);
        Assert.Equal((Start.AddSeconds(60), job.Id), ((await FindAsync(core)).LastRun, (await FindAsync(core)).LastJob));
    }

    [Fact]
    public async Task Another_user_s_schedules_are_an_admin_s_alone()
    {
        await using var core = await StartAsync();
        await PutAsync(core, "0 12 * * *");
        var control = core.Get<ScheduleControl>();
        var ben = new Caller("ben", IsAdmin: false, new HashSet<string>());

        await Assert.ThrowsAsync<NotFoundException>(() => control.GetAsync("nightly", null, ben, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => control.GetAsync("nightly", "ann", ben, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => control.DeleteAsync("nightly", "ann", ben, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => control.ListAsync("ann", 10, null, ben, Token));
        Assert.Empty((await control.ListAsync(null, 10, null, ben, Token)).Schedules);
        Assert.Single((await control.ListAsync(null, 10, null, Core.Admin, Token)).Schedules);
        Assert.Equal("ann", (await control.SetPausedAsync("nightly", true, "ann", Core.Admin, Token)).Owner);
    }

    [Fact]
    public async Task A_list_has_pages()
    {
        await using var core = await StartAsync();
        for (var i = 0; i < 5; i++)
            await PutAsync(core, "0 12 * * *", $"s{i}");
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await core.Get<ScheduleControl>().ListAsync(null, 2, cursor, Core.Ann, Token);
            names.AddRange(page.Schedules.Select(schedule => schedule.Name));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], names);
    }

    private static DateTimeOffset Noon => new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private Task<Core> StartAsync(string? account = null, FakeTimeProvider? time = null, FaultPolicy? policy = null) =>
        Core.StartAsync(account ?? azurite.NewAccount(), time ?? new FakeTimeProvider(Start), policy);

    private static Task<Schedule> PutAsync(
        Core core, string cron, string name = "nightly", MisfirePolicy misfire = MisfirePolicy.Once, JobSubmission? job = null) =>
        core.Get<ScheduleControl>().PutAsync(name, new ScheduleDraft(cron, "UTC", misfire, false, job ?? Core.New()), null, Core.Ann, Token);

    private static Task ChangeAsync(Core core, string change) => change switch
    {
        "put" => PutAsync(core, "0 12 * * *"),
        "pause" => core.Get<ScheduleControl>().SetPausedAsync("nightly", true, null, Core.Ann, Token),
        _ => core.Get<ScheduleControl>().DeleteAsync("nightly", null, Core.Ann, Token),
    };

    private static Task<Schedule> FindAsync(Core core) => core.Get<ScheduleControl>().GetAsync("nightly", null, Core.Ann, Token);

    private static Task<int> RoundAsync(Core core) => core.Get<ScheduleRound>().SubmitDueAsync(Token);

    private static async Task TryRoundAsync(Core core)
    {
        try
        {
            await RoundAsync(core);
        }
        catch (Exception trouble) when (StorageTrouble.Is(trouble) || trouble is IOException)
        {
            // The timer comes again.
        }
    }

    private static async Task<IReadOnlyList<Job>> JobsAsync(Core core) =>
        (await core.Store.ListAsync(new JobQuery { Owner = Core.Ann.UserId, Limit = 100 }, Token)).Jobs;

    private static Task PassingTimeAsync(Core core, Task task) => core.PassTimeAsync(task, TimeSpan.FromMilliseconds(100));
}
