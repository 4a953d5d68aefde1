using Azure;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Rates;

/// <summary>Rates over a real table: when jobs start, over processes, faults and late bells.</summary>
public class StartRateTests(AzuriteFixture azurite)
{
    private static readonly (string, string) OneInTenSeconds = ("Jobs:RateLimits", "type:scripted=1/10s");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_over_the_rate_gets_a_time_of_its_own_and_starts_then()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneInTenSeconds);
        var began = core.Time.GetUtcNow();
        var jobs = new[] { await core.SubmitAsync(), await core.SubmitAsync(), await core.SubmitAsync() };
        await core.RunBellsAsync();

        var waiting = await Task.WhenAll(jobs.Select(job => core.FindAsync(job.Id)));
        Assert.Equal([JobStatus.Completed, JobStatus.Pending, JobStatus.Pending], waiting.Select(job => job.Status));
        Assert.Equal([10, 20], waiting.Skip(1).Select(job => (job.ReservedStart!.Value - began).TotalSeconds));
        var explained = await core.Get<JobExplainer>().ExplainAsync(jobs[1].Id.ToString(), Core.Ann, Token);
        Assert.Equal(("waiting_for_rate", began.AddSeconds(10)), (explained.Reason, explained.StartsAt));

        // Early bells are put again; one that comes a second before waits in place for the moment.
        await RingAsync(core, jobs[1]);
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Pending, (await core.FindAsync(jobs[1].Id)).Status);
        core.Time.SetUtcNow(began.AddSeconds(9));
        await RingAsync(core, jobs[1]);
        await PassingTimeAsync(core, core.RunBellsAsync());
        var second = await core.FindAsync(jobs[1].Id);
        Assert.Equal(JobStatus.Completed, second.Status);
        Assert.True(second.StartedAt >= began.AddSeconds(10));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_job_that_comes_too_late_for_its_time_gets_another_one()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneInTenSeconds);
        var began = core.Time.GetUtcNow();
        var jobs = new[] { await core.SubmitAsync(), await core.SubmitAsync(), await core.SubmitAsync() };
        await core.RunBellsAsync();

        // Both bells come when the third one's time is, or nearly: the second one's is over, and may not be used beside it.
        core.Time.SetUtcNow(began.AddSeconds(20));
        await RingAsync(core, jobs[1]);
        await RingAsync(core, jobs[2]);
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(jobs[2].Id)).Status);
        var late = await core.FindAsync(jobs[1].Id);
        Assert.Equal((JobStatus.Pending, began.AddSeconds(30)), (late.Status, late.ReservedStart));
    }

    [Fact]
    public async Task Jobs_that_no_rule_is_about_cost_no_request_and_others_two()
    {
        var without = await CostAsync("", null);
        Assert.Equal(without, await CostAsync("type:other=1/h; owner:ben=1/h; key:k=1/h", null));
        Assert.Equal(without + 2, await CostAsync("type:other=1/h; owner:ben=1/h; key:k=1/h", "k"));
    }

    [Fact]
    public async Task The_longest_key_has_its_pace_and_a_longer_one_is_refused()
    {
        var longest = new string('字', 42) + "ab";
        Assert.Equal(await CostAsync("", null) + 2, await CostAsync("key:*=1/h", longest));

        await using var core = await Core.StartAsync(azurite.NewAccount());
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => core.SubmitAsync(Core.New() with { RateKey = longest + "c" }));
        Assert.Equal("rate_limit_key", Assert.Single(refused.Errors).Field);
    }

    [Fact]
    public async Task What_storage_refuses_is_no_outage()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var rule = new RateRule($"key:{new string('字', 100)}", 1, TimeSpan.FromSeconds(1));

        var refused = await Assert.ThrowsAnyAsync<RequestFailedException>(() => core.Get<RateDesk>().ReserveAsync([rule], core.Time.GetUtcNow()));

        Assert.Equal(400, refused.Status);
    }

    [Theory]
    [InlineData(2, 50)]
    [InlineData(20, 50)]
    public async Task No_time_is_given_twice_however_many_ask_at_once(int callers, int times)
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, one.Time);
        var rule = new RateRule("key:k", 50, TimeSpan.FromSeconds(1));
        var began = TimeProvider.System.GetTimestamp();

        // One after the other in each caller, as bells come: what shares a transaction is what is there at the same time.
        var starts = await PassingTimeAsync(one, Task.WhenAll(Enumerable.Range(0, callers).Select(async i =>
        {
            var mine = new List<DateTimeOffset>();
            for (var n = 0; n < times; n++)
                mine.Add(await (i % 2 == 0 ? one : other).Get<RateDesk>().ReserveAsync([rule], one.Time.GetUtcNow()));
            return mine;
        })));

        var elapsed = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine($"{callers} callers in two processes: {callers * times} start times of one key in {elapsed:0.0} s, {callers * times / elapsed:0} a second");
        var all = starts.SelectMany(mine => mine).Order().ToList();
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.Second - pair.First >= rule.Interval, $"{pair.Second - pair.First}"));
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Whichever_request_fails_every_job_starts_and_none_too_soon(Fault fault)
    {
        var interval = TimeSpan.FromSeconds(5);
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            var account = azurite.NewAccount();
            await using var core = await Core.StartAsync(account, policy: faults, settings: ("Jobs:RateLimits", "type:scripted=1/5s"));
            await using var looking = await Core.StartAsync(account, core.Time);
            var jobs = new[] { await core.SubmitAsync(), await core.SubmitAsync() };
            faults.FailAt(number, fault);

            await PassingTimeAsync(core, RunToTheEndAsync(core, looking, jobs));

            var starts = (await Task.WhenAll(jobs.Select(job => looking.FindAsync(job.Id)))).Select(job => job.StartedAt!.Value).Order().ToList();
            Assert.True(starts[1] - starts[0] >= interval - StartRate.Lateness, $"{number}: {starts[1] - starts[0]}");
            await Rows.AssertConsistentAsync(looking);
            if (!faults.HasFailed)
                break;
        }
    }

    [Fact]
    public async Task A_retry_counts_as_a_start_and_limits_go_together_with_rates()
    {
        await using var core = await Core.StartAsync(
            azurite.NewAccount(), settings: [OneInTenSeconds, ("Jobs:MaxConcurrent", "1")]);
        core.Handler.Script = (context, _) => context.Attempt == 1
            ? throw new InvalidOperationException("once")
            : Task.FromResult<System.Text.Json.JsonElement?>(null);
        var began = core.Time.GetUtcNow();
        var jobs = new[] { await core.SubmitAsync(), await core.SubmitAsync() };

        await PassingTimeAsync(core, RunToTheEndAsync(core, core, jobs));

        // Four starts in all, so the last one is three intervals after the first at the earliest.
        var last = (await Task.WhenAll(jobs.Select(job => core.FindAsync(job.Id)))).Max(job => job.StartedAt!.Value);
        Assert.True(last - began >= TimeSpan.FromSeconds(30) - StartRate.Lateness, $"{last - began}");
        Assert.Equal(0, (await core.Get<SlotTable>().ReadGateAsync(Token)).Gate.Running);
    }

    [Fact]
    public async Task An_admin_sets_a_rate_while_the_service_runs()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneInTenSeconds);
        var control = core.Get<RateControl>();
        await control.SetAsync(new RateRule("type:scripted", 0, TimeSpan.FromSeconds(1)), Core.Admin, Token);
        var jobs = new[] { await core.SubmitAsync(), await core.SubmitAsync() };
        await core.RunBellsAsync();
        foreach (var job in jobs)
            Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);

        await control.ResetAsync("type:scripted", Core.Admin, Token);
        Assert.Equal(1, Assert.Single(await control.ListAsync(Core.Admin, Token)).Starts);
        await Assert.ThrowsAsync<ForbiddenException>(() => control.ListAsync(Core.Ann, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => control.SetAsync(new RateRule("type:scripted", 1, TimeSpan.FromSeconds(1)), Core.Ann, Token));
        await Assert.ThrowsAsync<InvalidRequestException>(() => control.SetAsync(new RateRule("scripted", 1, TimeSpan.FromSeconds(1)), Core.Admin, Token));
    }

    [Fact]
    public async Task The_pace_of_a_key_that_rests_is_forgotten_and_that_of_one_that_is_ahead_is_not()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var rule = new RateRule("key:k", 1, TimeSpan.FromSeconds(10));
        await core.Get<RateDesk>().ReserveAsync([rule], core.Time.GetUtcNow());
        var table = core.Get<RateTable>();

        await table.RemoveBeforeAsync(core.Time.GetUtcNow(), Token);
        Assert.NotNull((await table.ReadAsync(rule.Key, Token)).ETag);
        await table.RemoveBeforeAsync(core.Time.GetUtcNow().AddMinutes(1), Token);
        Assert.Null((await table.ReadAsync(rule.Key, Token)).ETag);

        // The desk knew the row: it finds out that it is gone.
        core.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(core.Time.GetUtcNow(), await core.Get<RateDesk>().ReserveAsync([rule], core.Time.GetUtcNow()));
    }

    /// <summary>How many requests the run of a job takes.</summary>
    private async Task<int> CostAsync(string rates, string? key)
    {
        var requests = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: requests, settings: ("Jobs:RateLimits", rates));
        var job = await core.SubmitAsync(Core.New() with { RateKey = key });
        requests.Restart();
        await core.RunBellsAsync();
        var cost = requests.Requests;
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);
        return cost;
    }

    private static async Task RingAsync(Core core, Job job) => await core.Get<Bells>().PutAsync(
        Lanes.Of(job.Priority), new Bell(job.Id, job.Generation, core.Time.GetUtcNow()), TimeSpan.Zero, Token);

    /// <summary>Bells come by the emulator's clock, so each job is rung for when it is due by the test's own.</summary>
    private static async Task RunToTheEndAsync(Core core, Core looking, Job[] jobs)
    {
        while (true)
        {
            var now = await Task.WhenAll(jobs.Select(job => looking.FindAsync(job.Id)));
            if (now.All(job => job.Status == JobStatus.Completed))
                return;
            foreach (var job in now.Where(job => job.Status == JobStatus.Pending && job.DueAt <= core.Time.GetUtcNow().AddSeconds(1)))
                await RingAsync(looking, job);
            await core.RunBellsAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(500), core.Time, Token);
        }
    }

    private static Task PassingTimeAsync(Core core, Task task) => core.PassTimeAsync(task, TimeSpan.FromMilliseconds(100));

    private static async Task<T> PassingTimeAsync<T>(Core core, Task<T> task)
    {
        await PassingTimeAsync(core, (Task)task);
        return await task;
    }
}
