using System.Xml.Linq;
using Azure.Core;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Tests.Consistency;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

public class MaintenanceTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_stuck_when_neither_its_claim_nor_its_instance_is_recent()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()));
        job = await core.Store.UpdateAsync(job, job.Claim("gone.1", core.Time.GetUtcNow()));
        var stuck = core.Get<StuckJobs>();

        core.Time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(0, await stuck.ResetAsync(Token));
        await BeatAsync(core, "gone.1");
        core.Time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(0, await stuck.ResetAsync(Token));
        core.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await stuck.ResetAsync(Token));

        var reset = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Pending, 1, "WorkerLost", 2), (reset.Status, reset.RetryCount, reset.Error!.Type, reset.Generation.Number));
        Assert.Equal(1, await core.BellsAsync());
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_stuck_job_without_retries_left_fails()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()) with { MaxRetries = 0 });
        job = await core.Store.UpdateAsync(job, job.Claim("gone.1", core.Time.GetUtcNow()));

        core.Time.Advance(TimeSpan.FromMinutes(2));
        await core.Get<StuckJobs>().ResetAsync(Token);

        Assert.Equal(JobStatus.Failed, (await core.FindAsync(job.Id)).Status);
        Assert.Equal(0, await core.BellsAsync());
    }

    [Fact]
    public async Task Only_jobs_that_are_older_than_the_head_of_their_lane_have_lost_their_bell()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var lost = await core.SubmitAsync();
        await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);

        Assert.Equal(0, await core.Get<LostBells>().RingAsync(Token));
        core.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await core.Get<LostBells>().RingAsync(Token));
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(lost.Id)).Status);
    }

    [Fact]
    public async Task A_bell_is_rung_for_again_only_after_a_pause_that_doubles()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.SubmitAsync();
        await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);
        var rounds = new List<int>();

        // Nobody takes the bells; the real queue's clock stands still beside the test's.
        for (var minute = 0; minute < 8; minute++)
        {
            core.Time.Advance(TimeSpan.FromMinutes(1));
            rounds.Add(await core.Get<LostBells>().RingAsync(Token));
            await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);
        }

        Assert.Equal([0, 1, 0, 1, 0, 0, 0, 1], rounds);
    }

    [Fact]
    public async Task A_lane_with_a_backlog_does_not_hide_the_lost_bell_of_another()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => core.SubmitAsync(Core.New() with { Priority = Priority.Low })));
        await core.SubmitAsync(Core.New() with { Priority = Priority.Urgent });
        await core.Account.Queues.GetQueueClient(Lanes.Urgent).ClearMessagesAsync(Token);

        core.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(1, await core.Get<LostBells>().RingAsync(Token));
        Assert.Equal(1, await core.BellsAsync(Priority.Urgent));
    }

    [Fact]
    public async Task A_claim_without_an_attempt_is_handed_back_by_its_own_instance()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()));
        await core.Store.UpdateAsync(job, job.Claim(core.Instance.Id, core.Time.GetUtcNow()));

        Assert.Equal(0, await core.Get<OwnClaims>().CompareAsync(Token));
        core.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await core.Get<OwnClaims>().CompareAsync(Token));

        Assert.Equal((JobStatus.Pending, 0), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).RetryCount));
        Assert.Equal(1, await core.BellsAsync());
    }

    [Fact]
    public async Task After_an_outage_nobody_is_taken_for_dead_until_all_could_beat_again()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()));
        await core.Store.UpdateAsync(job, job.Claim("other.1", core.Time.GetUtcNow()));
        var own = core.Get<OwnHeartbeat>();

        core.Time.Advance(TimeSpan.FromMinutes(5));
        own.Failed(core.Time.GetUtcNow());
        Assert.Equal(0, await core.Get<StuckJobs>().ResetAsync(Token));
        core.Time.Advance(TimeSpan.FromSeconds(60));
        own.Succeeded(core.Time.GetUtcNow());
        Assert.Equal(1, await core.Get<StuckJobs>().ResetAsync(Token));
    }

    [Fact]
    public async Task A_backlog_with_its_bells_is_left_alone()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => core.SubmitAsync()));

        core.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(0, await core.Get<LostBells>().RingAsync(Token));
    }

    [Fact]
    public async Task A_scheduled_job_that_lost_its_bell_is_found_when_it_is_due()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.SubmitAsync(Core.New() with { ScheduledAt = core.Time.GetUtcNow().AddDays(30) });
        await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);

        core.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await core.Get<LostBells>().RingAsync(Token));
        core.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await core.Get<LostBells>().RingAsync(Token));
    }

    [Fact]
    public async Task A_silent_instance_is_forgotten_with_its_signals_and_its_counters_stay_true()
    {
        var account = azurite.NewAccount();
        await using var silent = await Core.StartAsync(account);
        await using var core = await Core.StartAsync(account, silent.Time);
        var instances = core.Get<InstanceTable>();
        await silent.SubmitAsync();
        await BeatAsync(core, silent.Instance.Id);
        await instances.SignalAsync(silent.Instance.Id, silent.Jobs.NewId(), Token);

        await core.Get<SilentInstances>().ForgetAsync(Token);
        Assert.Single(await instances.ListAsync(Token));
        core.Time.Advance(TimeSpan.FromSeconds(301));
        await core.Get<SilentInstances>().ForgetAsync(Token);

        Assert.Empty(await instances.ListAsync(Token));
        Assert.Empty(await instances.SignalsAsync(silent.Instance.Id, Token).ToListAsync(Token));
        Assert.Equal(1, (await core.Store.CountAsync(Token)).Total);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_poison_bell_is_rung_again_for_a_day_and_then_the_job_fails()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.SubmitAsync();
        await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);
        var bell = new Bell(job.Id, job.Generation, core.Time.GetUtcNow());

        await HandleAsync(bell);
        Assert.Equal(1, await core.BellsAsync());
        Assert.Equal(JobStatus.Pending, (await core.FindAsync(job.Id)).Status);

        await HandleAsync(bell with { PoisonedAt = core.Time.GetUtcNow().AddHours(-25) });
        Assert.Equal((JobStatus.Failed, "PoisonMessage"), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).Error!.Type));
        await Rows.AssertConsistentAsync(core);

        Task HandleAsync(Bell poisoned) => core.Get<PoisonBells>().HandleAsync(
            new LaneMessage(Lanes.Normal, poisoned.ToText(), "id", core.Time.GetUtcNow()), Token);
    }

    [Fact]
    public async Task A_bell_that_was_answered_since_has_its_day_at_the_next_outage_again()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var job = await core.SubmitAsync(Core.New() with { ScheduledAt = core.Time.GetUtcNow().AddDays(30) });
        var put = new List<Bell>();
        faults.Pick = (_, request) =>
        {
            if (request.Method == RequestMethod.Post && request.Uri.Path.EndsWith($"{Lanes.Normal}/messages", StringComparison.Ordinal))
                put.Add(BellIn(request));
            return null;
        };

        // It comes early, since a message is hidden for a week at most, and is put again.
        await core.Get<BellRunner>().RunAsync(
            Message(new Bell(job.Id, job.Generation, core.Time.GetUtcNow(), PoisonedAt: core.Time.GetUtcNow().AddDays(-3))), Token);
        await core.Get<PoisonBells>().HandleAsync(Message(Assert.Single(put)), Token);

        Assert.Equal(JobStatus.Scheduled, (await core.FindAsync(job.Id)).Status);
        Assert.Equal([false, true], put.Select(bell => bell.PoisonedAt is not null));

        LaneMessage Message(Bell bell) => new(Lanes.Normal, bell.ToText(), "id", core.Time.GetUtcNow());
    }

    [Fact]
    public async Task The_poison_bell_of_a_damaged_row_is_recorded_once_and_throws_no_more()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.SubmitAsync();
        await core.ChangeRowAsync(RowKeys.Partition(job.Id), RowKeys.Job(job.Id), row => row["Status"] = "?");
        var message = new LaneMessage(Lanes.Normal, new Bell(job.Id, job.Generation, core.Time.GetUtcNow()).ToText(), "id", core.Time.GetUtcNow());

        for (var times = 0; times < 2; times++)
            await core.Get<PoisonBells>().HandleAsync(message, Token);

        var recorded = Assert.Single(await core.Store.EndedAsync(new EndedQuery(JobStatus.Failed), Token).ToListAsync(Token)).Job;
        Assert.Equal("unreadable_message", recorded.Type);
        Assert.Contains(job.Id.ToString(), recorded.Error!.Message, StringComparison.Ordinal);
    }

    private static Task BeatAsync(Core core, string instance) => core.Get<InstanceTable>().BeatAsync(
        new InstanceRow(instance, instance, core.Time.GetUtcNow(), core.Time.GetUtcNow(), 1, 0, 0), Token);

    private static Bell BellIn(Request request)
    {
        using var body = new MemoryStream();
        request.Content!.WriteTo(body, Token);
        body.Position = 0;
        var text = XDocument.Load(body).Descendants("MessageText").Single().Value;
        return Bell.TryParse(text, out var bell) ? bell : throw new FormatException(text);
    }
}
