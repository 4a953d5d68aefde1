using JobFunctions.Core.Batches;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Batches;

/// <summary>Unique jobs in batches: they lie with their keys, in other shards than their batch.</summary>
public class UniqueMemberTests(AzuriteFixture azurite)
{
    private const int Lines = 12;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_of_all_shards_are_listed_in_order_counted_and_waited_for()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var intake = await OpenAsync(core);
        var outcomes = await AddAsync(core, intake);
        var batch = await core.Get<BatchUpload>().CloseAsync(intake, Lines, 0, Core.Ann, Token);
        Assert.True(batch.IsSpread);
        Assert.True(outcomes.Select(outcome => outcome.Id.Shard).Distinct().Count() > 1);

        var reader = core.Get<BatchReader>();
        var listed = new List<JobId>();
        for (JobId? after = null; await reader.JobsAsync(batch.Id.ToString(), null, 5, after, Core.Ann, Token) is { Count: > 0 } page; after = page[^1].Id)
            listed.AddRange(page.Select(job => job.Id));
        Assert.Equal(outcomes.Select(outcome => outcome.Id).OrderBy(id => id.ToKey(), StringComparer.Ordinal), listed);

        // All but one have ended: the completion job waits.
        var last = await core.FindAsync(outcomes[0].Id);
        foreach (var outcome in outcomes.Skip(1))
            await core.Jobs.CancelAsync(outcome.Id.ToString(), Core.Ann, Token);
        await core.DeliverOutboxAsync();
        Assert.True((await core.FindAsync(batch.CompletionJob!.Value)).IsWaiting);
        await core.RunBellsAsync();
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(last.Id)).Status);
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(batch.CompletionJob!.Value)).Status);
        var progress = await reader.ProgressAsync(batch.Id.ToString(), Core.Ann, Token);
        Assert.Equal((true, Lines, 1), (progress.IsDone, progress.Total, progress.Counts[JobStatus.Completed]));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_duplicate_is_answered_and_not_waited_for()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var mine = await core.SubmitAsync(Unique(0));
        var intake = await OpenAsync(core);
        var outcomes = await AddAsync(core, intake);
        var twin = await core.Get<BatchUpload>().AddAsync(intake, Unique(1), Core.Ann, Token);
        var batch = await core.Get<BatchUpload>().CloseAsync(intake, Lines - 1, 0, Core.Ann, Token);

        Assert.Equal(new SubmitOutcome(mine.Id, JobStatus.Pending, SubmitKind.Duplicate), outcomes[0]);
        Assert.Equal((outcomes[1].Id, SubmitKind.Duplicate), (twin.Id, twin.Kind));
        Assert.Equal(Lines - 1, await core.Get<BatchTable>().MembersAsync(batch, null, Token).CountAsync(Token));
        Assert.Null((await core.FindAsync(mine.Id)).Batch);
    }

    [Fact]
    public async Task The_whole_is_cancelled_in_all_shards()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var intake = await OpenAsync(core);
        await AddAsync(core, intake);
        await core.Get<BatchUpload>().CloseAsync(intake, Lines, 0, Core.Ann, Token);

        Assert.Equal(Lines, (await core.Get<BatchCancel>().CancelAsync(intake.Batch.Id.ToString(), Core.Ann, Token)).Done);
        Assert.Equal(Lines + 1, (await core.Store.CountAsync(Token))[JobStatus.Cancelled]);
    }

    [Fact]
    public async Task Identical_uploads_of_unique_jobs_at_the_same_time_make_one_job_for_each_line()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account, settings: Core.PatientStorage);
        await using var other = await Core.StartAsync(account, one.Time, settings: Core.PatientStorage);
        var key = new IdempotencyKey(JobKey.Of("ann", "nightly"), JobKey.Of("the body"));

        var uploads = await Task.WhenAll(Enumerable.Range(0, 4).Select(async number =>
        {
            var core = number % 2 == 0 ? one : other;
            return await AddAsync(core, await OpenAsync(core, key));
        }));

        Assert.All(uploads, upload => Assert.Equal(uploads[0].Select(outcome => outcome.Id), upload.Select(outcome => outcome.Id)));
        Assert.DoesNotContain(uploads.SelectMany(upload => upload), outcome => outcome.Kind == SubmitKind.Duplicate);

        // Each has ended since; an upload that goes on finds all the same what it had made. The bells of the second ones, of which no job came,
        // are waited on for a moment.
        await one.PassTimeAsync(one.RunBellsAsync(), TimeSpan.FromSeconds(1));
        var resumed = await AddAsync(one, await OpenAsync(one, key));
        Assert.Equal(uploads[0].Select(outcome => (outcome.Id, JobStatus.Completed)), resumed.Select(outcome => (outcome.Id, outcome.Status)));
        await Rows.AssertConsistentAsync(one);
    }

    private static Task<BatchIntake> OpenAsync(Core core, IdempotencyKey? key = null) =>
        core.Get<BatchOpening>().OpenAsync(null, Core.New("""{ "completes": true }"""), key, Core.Ann, Token);

    private static async Task<IReadOnlyList<SubmitOutcome>> AddAsync(Core core, BatchIntake intake) =>
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(index => core.Get<BatchUpload>().AddAsync(
            intake, Unique(index) with { Idempotency = intake.KeyOf(index, $"line {index}") }, Core.Ann, Token)));

    private static JobSubmission Unique(int number) =>
        Core.New($$"""{ "customer": {{number}} }""") with { UniqueFor = JobSubmission.WhileActive };
}
