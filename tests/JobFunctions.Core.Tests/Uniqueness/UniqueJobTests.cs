using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Azure.Data.Tables;

namespace JobFunctions.Core.Tests.Uniqueness;

/// <summary>Unique jobs and idempotency keys over a real table, with everything that can come at the same time or get lost.</summary>
public class UniqueJobTests(AzuriteFixture azurite)
{
    private static readonly JobSubmission Unique = Core.New("""{"customer": 7}""") with { UniqueFor = JobSubmission.WhileActive };
    private static readonly Caller Ben = new("ben", IsAdmin: false, new HashSet<string>());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unique_job_keeps_others_like_it_out_until_it_has_ended()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await core.TrySubmitAsync(Unique);
        Assert.Equal(new SubmitOutcome(first.Id, JobStatus.Pending, SubmitKind.Duplicate), await core.TrySubmitAsync(Unique with { Name = "another name" }));

        // Other configs, other types' and other users' jobs are not like it, nor is one that does not ask to be unique.
        Assert.Equal(SubmitKind.New, (await core.TrySubmitAsync(Unique with { Config = Core.New("""{"customer": 8}""").Config })).Kind);
        Assert.Equal(SubmitKind.New, (await core.TrySubmitAsync(Unique, Ben)).Kind);
        Assert.Equal(SubmitKind.New, (await core.TrySubmitAsync(Unique with { UniqueFor = null })).Kind);

        await core.RunBellsAsync();
        Assert.Equal(SubmitKind.New, (await core.TrySubmitAsync(Unique)).Kind);
        await Rows.AssertConsistentAsync(core);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_submits_at_once_from_two_processes_make_one_job(bool byKey)
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, one.Time);
        var submission = byKey ? Core.New() with { Idempotency = Key("k") } : Unique;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : other).TrySubmitAsync(submission)));

        var made = Assert.Single(outcomes, outcome => outcome.Kind == SubmitKind.New);
        Assert.All(outcomes, outcome => Assert.Equal(made.Id, outcome.Id));
        Assert.Equal(1, (await one.Store.CountAsync(Token))[JobStatus.Pending]);
        await Rows.AssertConsistentAsync(one);
    }

    [Fact]
    public async Task The_same_submit_is_answered_with_its_job_as_long_as_that_is_there()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var submission = Core.New() with { Idempotency = Key("k"), ScheduledAt = core.Time.GetUtcNow().AddDays(1) };
        var first = await core.TrySubmitAsync(submission);
        core.Time.Advance(TimeSpan.FromDays(2));
        await core.Get<Bells>().RingAsync(await core.FindAsync(first.Id), Token);
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(first.Id)).Status);

        // The first answer again, although the job is long done.
        Assert.Equal(new SubmitOutcome(first.Id, JobStatus.Scheduled, SubmitKind.Replayed), await core.TrySubmitAsync(submission));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(
            () => core.TrySubmitAsync(submission with { Idempotency = Key("k", "another body") }));

        core.Time.Advance(TimeSpan.FromDays(2));
        await core.Get<Retention>().CleanUpAsync(Token);
        var anew = await core.TrySubmitAsync(submission);
        Assert.Equal(SubmitKind.New, anew.Kind);
        Assert.NotEqual(first.Id, anew.Id);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_unique_submit_can_have_a_key_too()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var submission = Unique with { Idempotency = Key("k") };
        var first = await core.TrySubmitAsync(submission);

        Assert.Equal(SubmitKind.Duplicate, (await core.TrySubmitAsync(Unique)).Kind);
        Assert.Equal(SubmitKind.Replayed, (await core.TrySubmitAsync(submission)).Kind);
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(
            () => core.TrySubmitAsync(submission with { Idempotency = Key("k", "another body") }));

        await core.RunBellsAsync();
        Assert.Equal(first.Id, (await core.TrySubmitAsync(submission)).Id);
        Assert.Equal(SubmitKind.New, (await core.TrySubmitAsync(Unique)).Kind);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_unique_job_is_not_retried_beside_another_one()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        core.Handler.Script = (_, _) => throw new Handlers.PermanentJobException("broken");
        var failed = await core.SubmitAsync(Unique);
        await core.RunBellsAsync();
        var next = await core.SubmitAsync(Unique);

        var taken = await Assert.ThrowsAsync<KeyTakenException>(() => core.Get<FailedJobs>().RetryAsync(failed.Id.ToString(), Core.Ann, Token));
        Assert.Equal(next.Id, taken.Holder!.Id);
        var all = await core.Get<BulkService>().RetryFailedAsync(Core.Ann, Token);
        Assert.Equal((0, 1), (all.Done, all.Failed));
        Assert.Equal(JobStatus.Failed, (await core.FindAsync(failed.Id)).Status);

        // Without the other one it may, and then it keeps others out.
        await core.Jobs.CancelAsync(next.Id.ToString(), Core.Ann, Token);
        await core.Get<FailedJobs>().RetryAsync(failed.Id.ToString(), Core.Ann, Token);
        Assert.Equal(failed.Id, (await core.TrySubmitAsync(Unique)).Id);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_unique_job_keeps_its_config()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var job = await core.SubmitAsync(Unique);
        await core.Jobs.CancelAsync(job.Id.ToString(), Core.Ann, Token);

        await Assert.ThrowsAsync<InvalidRequestException>(
            () => core.Get<JobRestart>().RestartAsync(job.Id.ToString(), Core.New("""{"customer": 9}""").Config, Core.Ann, Token));
    }

    [Fact]
    public async Task A_key_row_that_an_older_version_left_holds_nobody()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var submission = Unique with { Idempotency = Key("k") };
        var job = await core.SubmitAsync(submission);
        var rows = core.Account.Jobs.QueryAsync<TableEntity>(row => row.RowKey.CompareTo("k_") >= 0, cancellationToken: Token);
        var left = await rows.Where(row => KeyRows.IsKey(row.RowKey)).ToListAsync(Token);
        Assert.Equal(2, left.Count);
        await core.Jobs.CancelAsync(job.Id.ToString(), Core.Ann, Token);
        await core.Jobs.DeleteAsync(job.Id.ToString(), Core.Ann, Token);
        foreach (var row in left)
            await core.Account.Jobs.AddEntityAsync(row, Token);

        Assert.Equal(SubmitKind.New, (await core.TrySubmitAsync(submission)).Kind);
        await Rows.AssertConsistentAsync(core);
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Whichever_request_fails_a_caller_who_tries_again_has_one_job(Fault fault)
    {
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
            var submission = Unique with { Idempotency = Key("k") };
            faults.FailAt(number, fault);

            var ids = new HashSet<JobId>();
            while (ids.Count == 0)
            {
                var life = SubmitAndRunAsync(core, submission, ids);
                await core.PassTimeUntilAsync(life, TimeSpan.FromSeconds(1), $"the submit is answered although request {number} failed ({fault})");
                await life;
            }

            var id = Assert.Single(ids);
            Assert.Equal(id, (await core.TrySubmitAsync(submission)).Id);
            var counts = await core.Store.CountAsync(Token);
            Assert.Equal(1, counts.Total);
            await Rows.AssertConsistentAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    private static async Task SubmitAndRunAsync(Core core, JobSubmission submission, HashSet<JobId> ids)
    {
        try
        {
            ids.Add((await core.TrySubmitAsync(submission)).Id);
            await core.RunBellsAsync();
        }
        catch (Exception refused) when (StorageTrouble.Is(refused) || refused is IOException)
        {
            // The caller got an error and tries again.
        }
    }

    private static IdempotencyKey Key(string key, string body = "a body") => new(JobKey.Of("ann", key), JobKey.Of(body));
}
