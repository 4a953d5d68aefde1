using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Specialized;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Service;

public class BulkServiceTests(AzuriteFixture azurite)
{
    private static readonly Caller Bob = new("bob", IsAdmin: false, new HashSet<string>());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stuck_jobs_of_a_program_are_reset_and_run_again_and_others_left_alone()
    {
        var (account, time) = (azurite.NewAccount(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await using var dying = await Core.StartAsync(account, time);
        await using var core = await Core.StartAsync(account, time);
        var late = new TaskCompletionSource();
        var (stuck, firstRun) = await HangAsync(dying, "1", late.Task);
        var (other, secondRun) = await HangAsync(dying, "2", late.Task);

        time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(0, (await core.Get<BulkService>().ResetStuckAsync("1", Core.Admin, Token)).Done);
        time.Advance(TimeSpan.FromSeconds(1));
        var reset = await core.Get<BulkService>().ResetStuckAsync("1", Core.Admin, Token);
        Assert.Equal([stuck], reset.Jobs);
        Assert.True(reset.IsComplete);
        Assert.Equal(0, (await core.Get<BulkService>().ResetStuckAsync("1", Core.Admin, Token)).Done);

        await core.RunBellsAsync();
        var again = await core.FindAsync(stuck);
        Assert.Equal((JobStatus.Completed, 2, 1), (again.Status, again.Attempt, again.RetryCount));
        var left = await core.FindAsync(other);
        Assert.Equal((JobStatus.Running, 1, dying.Instance.Id), (left.Status, left.Attempt, left.LockedBy));

        // The instance was not dead after all: what it brings for the job that was taken from it is thrown away.
        late.SetResult();
        await Eventually.Completes(Task.WhenAll(firstRun, secondRun));
        again = await core.FindAsync(stuck);
        Assert.Equal((JobStatus.Completed, 2, null), (again.Status, again.Attempt, again.Result));
        left = await core.FindAsync(other);
        Assert.Equal((JobStatus.Completed, 1), (left.Status, left.Attempt));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_program_that_is_not_the_callers_is_refused()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await Assert.ThrowsAsync<ForbiddenException>(() => core.Get<BulkService>().ResetStuckAsync("1", Core.Ann, Token));
    }

    [Fact]
    public async Task A_job_that_can_not_be_changed_is_named_and_the_others_are_done()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var jobs = new List<JobId>();
        while (jobs.Count < 5)
            jobs.Add(await FailAsync(core));
        var broken = jobs[2];
        TableEntity row = await core.Account.Jobs.GetEntityAsync<TableEntity>(
            RowKeys.Partition(broken), RowKeys.Job(broken), cancellationToken: Token);
        var generation = row["Generation"];
        row["Generation"] = "broken";
        await core.Account.Jobs.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Token);

        var first = await core.Get<BulkService>().RetryFailedAsync(Core.Admin, Token);
        Assert.Equal((4, 1, true), (first.Done, first.Failed, first.IsComplete));
        Assert.Equal(jobs.Except([broken]).ToHashSet(), first.Jobs.ToHashSet());
        Assert.Equal(broken, Assert.Single(first.Errors).Job);

        row["Generation"] = generation;
        await core.Account.Jobs.UpdateEntityAsync(row, Azure.ETag.All, TableUpdateMode.Replace, Token);
        var second = await core.Get<BulkService>().RetryFailedAsync(Core.Admin, Token);
        Assert.Equal([broken], second.Jobs);
        Assert.Empty(second.Errors);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_file_that_can_not_be_removed_is_not_counted_and_its_job_is()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = async (job, token) =>
        {
            foreach (var name in new[] { "free.txt", "held.txt" })
            {
                await using var file = await job.CreateResultAsync(name, token);
                await file.WriteAsync(Encoding.UTF8.GetBytes("12345"), token);
            }

            return null;
        };
        var id = (await core.SubmitAsync()).Id;
        await core.RunBellsAsync();
        var held = (await BlobsAsync(core)).Single(name => name.EndsWith("held.txt", StringComparison.Ordinal));
        var lease = core.Account.JobBlobs.GetBlobClient(held).GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Token);

        var removed = await core.Get<BulkService>().RemoveFinishedAsync(Core.Admin, Token);

        Assert.Equal((1, 0, 1, 5), (removed.Done, removed.Failed, removed.Files, removed.Bytes));
        Assert.Null(await core.Store.FindAsync(id, Token));
        Assert.Equal([held], await BlobsAsync(core));
    }

    [Fact]
    public async Task Everybody_works_on_his_own_jobs_and_an_admin_on_all()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var bulk = core.Get<BulkService>();
        var (anns, bobs) = (await FailAsync(core), await FailAsync(core, Bob));

        Assert.Equal([anns], (await bulk.RetryFailedAsync(Core.Ann, Token)).Jobs);
        await core.RunBellsAsync();
        Assert.Equal([anns], (await bulk.RemoveFailedAsync(Core.Ann, Token)).Jobs);
        core.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(0, (await bulk.CleanUpAsync(TimeSpan.FromHours(24), Core.Ann, Token)).Done);
        Assert.Equal(0, (await bulk.RemoveFinishedAsync(Core.Ann, Token)).Done);
        Assert.Equal([bobs], (await bulk.RemoveFinishedAsync(Core.Admin, Token)).Jobs);
    }

    [Fact]
    public async Task The_last_cleanup_is_one_of_everybodys_jobs()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var state = core.Get<ServiceState>();
        await core.Get<BulkService>().CleanUpAsync(TimeSpan.FromHours(24), Core.Ann, Token);
        Assert.Null(await state.LastCleanupAsync(Token));
        await core.Get<BulkService>().CleanUpAsync(TimeSpan.FromHours(24), Core.Admin, Token);
        Assert.Equal(core.Time.GetUtcNow(), await state.LastCleanupAsync(Token));
    }

    /// <summary>Submits a job of a program and runs it until its handler hangs.</summary>
    private static async Task<(JobId Id, Task Run)> HangAsync(Core core, string program, Task goOn)
    {
        var started = new TaskCompletionSource();
        core.Handler.Script = async (_, _) =>
        {
            started.SetResult();
            await goOn;
            return JsonElement.Parse("\"late\"");
        };
        var job = await core.SubmitAsync(Core.New() with { Program = program }, Core.Admin);
        var run = core.RunBellsAsync();
        await Eventually.Completes(started.Task);
        return (job.Id, run);
    }

    private static async Task<JobId> FailAsync(Core core, Caller? caller = null)
    {
        core.Handler.Script = (_, _) => throw new PermanentJobException("no");
        var job = await core.SubmitAsync(caller: caller);
        await core.RunBellsAsync();
        return job.Id;
    }

    private static async Task<List<string>> BlobsAsync(Core core) =>
        await core.Account.JobBlobs.GetBlobsAsync(cancellationToken: Token).Select(blob => blob.Name).ToListAsync(Token);
}
