using Azure.Data.Tables;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Consistency;

/// <summary>A row that somebody has damaged holds up its own job, batch or schedule, and no round.</summary>
public class DamagedRowsTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_that_cannot_be_read_hides_no_stuck_job_and_no_silent_instance()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()));
        await core.Store.UpdateAsync(job, job.Claim("gone.1", core.Time.GetUtcNow()));
        await core.Get<InstanceTable>().BeatAsync(new InstanceRow("gone.1", "gone", core.Time.GetUtcNow(), core.Time.GetUtcNow(), 1, 0, 0), Token);
        await PutRowAsync(core, "instance", "broken");

        core.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await core.Get<StuckJobs>().ResetAsync(Token));
        await core.Get<SilentInstances>().ForgetAsync(Token);
        Assert.Empty(await core.Get<InstanceTable>().ListAsync(Token));
    }

    [Fact]
    public async Task A_stuck_job_that_cannot_be_read_keeps_no_other_waiting()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        for (var i = 0; i < 3; i++)
        {
            var job = await core.Store.CreateAsync(Make.Job(created: core.Time.GetUtcNow()));
            await core.Store.UpdateAsync(job, job.Claim("gone.1", core.Time.GetUtcNow()));
            if (i == 1)
                await core.ChangeRowAsync(RowKeys.Partition(job.Id), RowKeys.Job(job.Id), row => row.Remove("Generation"));
        }

        core.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, await core.Get<StuckJobs>().ResetAsync(Token));
    }

    [Fact]
    public async Task A_bell_that_cannot_be_read_is_left_and_those_behind_it_ring()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.Get<ParkedBells>().ParkAsync(Make.Job(created: core.Time.GetUtcNow()), Token);
        await PutRowAsync(core, "parked", "0_broken");

        Assert.Equal(1, await core.Get<ParkedJobs>().RingAsync(Token));
        Assert.False(await core.Get<ParkedBells>().AnyAsync(Token));
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_keeps_no_other_waiting()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var schedules = core.Get<ScheduleControl>();
        await schedules.PutAsync("nightly", new ScheduleDraft("0 12 * * *", "UTC", MisfirePolicy.Once, false, Core.New()), null, Core.Ann, Token);
        await PutRowAsync(core, "schedule", "d_ann_broken");
        await PutRowAsync(core, "schedule", "q_000000000000_x_broken", ("Revision", "r"));

        core.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await core.Get<ScheduleRound>().SubmitDueAsync(Token));
        Assert.Equal(["nightly"], (await core.Get<ScheduleTable>().ListAsync("ann", 10, null, Token)).Schedules.Select(schedule => schedule.Name));
    }

    [Fact]
    public async Task A_batch_that_cannot_be_read_is_left_and_empty_ones_behind_it_go()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var batches = core.Get<BatchTable>();
        var empty = new Batch { Id = JobId.New(Make.Start, 0, Guid.NewGuid()), Owner = "ann", CreatedAt = Make.Start, OpenedAt = Make.Start };
        await batches.AddAsync(empty, Token);
        await core.Account.Jobs.AddEntityAsync(
            new TableEntity(RowKeys.Partition(0), RowKeys.Batches + "0_broken") { ["CreatedAt"] = Make.Start }, Token);

        await batches.RemoveEmptyAsync(Make.Start.AddDays(1), Token);
        Assert.Null(await batches.FindAsync(empty.Id, Token));
    }

    [Fact]
    public async Task The_slot_of_a_job_that_cannot_be_read_goes_to_the_next()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: [("Jobs:MaxConcurrent", "1"), .. Core.PatientStorage]);
        var broken = await core.SubmitAsync();
        var next = await core.SubmitAsync();
        await core.ChangeRowAsync(RowKeys.Partition(broken.Id), RowKeys.Job(broken.Id), row => row["Status"] = "?");

        core.Time.Advance(TimeSpan.FromSeconds(61));
        await core.PassTimeAsync(core.Get<SlotSweep>().SweepAsync(Token), TimeSpan.FromMilliseconds(10));
        Assert.Equal(next.Id, Assert.Single(await core.Get<SlotTable>().SlotsAsync(Token).ToListAsync(Token)).Job.Job);
    }

    private static Task<Azure.Response> PutRowAsync(Core core, string partition, string key, params (string Name, object Value)[] columns)
    {
        var row = new TableEntity(partition, key);
        foreach (var (name, value) in columns)
            row[name] = value;
        return core.Account.System.AddEntityAsync(row, Token);
    }
}
