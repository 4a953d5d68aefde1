using JobFunctions.Core.Batches;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Batches;

/// <summary>Uploads of batches that are sent again under their key, with everything that can come at the same time or get lost.</summary>
public class BatchKeyTests(AzuriteFixture azurite)
{
    private const int Lines = 6;

    private static readonly IdempotencyKey Key = new(JobKey.Of("ann", "nightly"), JobKey.Of("the body"));
    private static readonly JobSubmission Completion = Core.New("""{ "completes": true }""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_that_was_cut_goes_on_where_it_was()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var cut = await OpenAsync(core);
        var first = await AddAsync(core, cut, 0..3);
        core.Time.Advance(TimeSpan.FromHours(1));

        var again = await UploadAsync(core);

        Assert.Equal(first.Select(outcome => outcome.Id), again.Take(3).Select(outcome => outcome.Id));
        Assert.Equal([.. Enumerable.Repeat(SubmitKind.Replayed, 3), .. Enumerable.Repeat(SubmitKind.New, 3)], again.Select(outcome => outcome.Kind));
        var batch = (await core.Get<BatchTable>().FindAsync(cut.Batch.Id, Token))!;
        Assert.Equal((false, Lines, cut.Batch.CompletionJob), (batch.IsOpen, batch.Accepted, batch.CompletionJob));
        await AssertOneJobEachAsync(core);
    }

    [Fact]
    public async Task A_complete_batch_is_answered_and_nothing_is_made()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await UploadAsync(core);
        await core.RunBellsAsync();

        Assert.Equal(first.Select(outcome => outcome.Id), (await UploadAsync(core)).Select(outcome => outcome.Id));

        // What was deleted since, or was never in it, does not come back.
        await core.Jobs.DeleteAsync(first[2].Id.ToString(), Core.Ann, Token);
        var intake = await OpenAsync(core);
        foreach (var index in new[] { 2, Lines })
        {
            var wrong = await Assert.ThrowsAsync<InvalidRequestException>(() => AddAsync(core, intake, index));
            Assert.Equal("Idempotency-Key", Assert.Single(wrong.Errors).Field);
        }

        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task Something_else_under_the_key_is_refused()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var intake = await OpenAsync(core);
        await AddAsync(core, intake, 0..3);

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => core.Get<BatchOpening>().OpenAsync(
            null, Completion, Key with { Body = JobKey.Of("another body") }, Core.Ann, Token));
        var resumed = await OpenAsync(core);
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => AddAsync(core, resumed, 1, "another line"));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => AddAsync(core, intake, 1, "another line"));
        Assert.Equal(4, (await core.Store.CountAsync(Token)).Total);
    }

    [Fact]
    public async Task Identical_uploads_at_the_same_time_from_two_processes_make_one_batch()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, one.Time);

        var uploads = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => UploadAsync(number % 2 == 0 ? one : other)));

        Assert.All(uploads, upload => Assert.Equal(uploads[0].Select(outcome => outcome.Id), upload.Select(outcome => outcome.Id)));
        await AssertOneJobEachAsync(one);
    }

    [Fact]
    public async Task The_key_starts_anew_when_the_batch_is_gone()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var first = await UploadAsync(core);
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();
        core.Time.Advance(TimeSpan.FromDays(2));
        await core.Get<Retention>().CleanUpAsync(Token);

        var anew = await UploadAsync(core);

        Assert.Empty(first.Select(outcome => outcome.Id).Intersect(anew.Select(outcome => outcome.Id)));
        await AssertOneJobEachAsync(core);
    }

    [Fact]
    public async Task A_batch_whose_upload_goes_on_is_not_taken_for_an_empty_one()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var cut = await OpenAsync(core, withCompletion: false);
        core.Time.Advance(TimeSpan.FromDays(2));
        await OpenAsync(core, withCompletion: false);

        await core.Get<Retention>().CleanUpAsync(Token);

        Assert.NotNull(await core.Get<BatchTable>().FindAsync(cut.Batch.Id, Token));
    }

    /// <summary>
    /// The n-th storage request fails, for every n, before the service saw it or after, and the upload ends there; the caller sends it again
    /// until he has an answer to all of it.
    /// </summary>
    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Whichever_request_fails_a_caller_who_tries_again_has_one_batch_with_one_job_for_each_line(Fault fault)
    {
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
            faults.FailAt(number, fault, inARow: 3);

            IReadOnlyList<SubmitOutcome>? answered = null;
            while (answered is null)
            {
                var life = TryUploadAsync(core);
                await core.PassTimeUntilAsync(life, TimeSpan.FromSeconds(1), $"the upload has ended although request {number} failed ({fault})");
                answered = await life;
            }

            var again = UploadAsync(core);
            await core.PassTimeAsync(again, TimeSpan.FromSeconds(1));
            Assert.Equal(answered.Select(outcome => outcome.Id), (await again).Select(outcome => outcome.Id));
            await AssertOneJobEachAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    private static async Task<IReadOnlyList<SubmitOutcome>?> TryUploadAsync(Core core)
    {
        try
        {
            return await UploadAsync(core);
        }
        catch (Exception refused) when (StorageTrouble.Is(refused) || refused is IOException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<SubmitOutcome>> UploadAsync(Core core)
    {
        var intake = await OpenAsync(core);
        var outcomes = await AddAsync(core, intake, ..Lines);
        await core.Get<BatchUpload>().CloseAsync(intake, outcomes.Count, 0, Core.Ann, Token);
        return outcomes;
    }

    private static Task<BatchIntake> OpenAsync(Core core, bool withCompletion = true) =>
        core.Get<BatchOpening>().OpenAsync(null, withCompletion ? Completion : null, Key, Core.Ann, Token);

    private static async Task<IReadOnlyList<SubmitOutcome>> AddAsync(Core core, BatchIntake intake, Range lines) =>
        await Task.WhenAll(Enumerable.Range(0, Lines).Take(lines).Select(index => AddAsync(core, intake, index)));

    private static Task<SubmitOutcome> AddAsync(Core core, BatchIntake intake, int index, string? line = null) => core.Get<BatchUpload>().AddAsync(
        intake, Core.New($$"""{ "line": {{index}} }""") with { Idempotency = intake.KeyOf(index, line ?? $"line {index}") }, Core.Ann, Token);

    /// <summary>A member for each line, and the completion job.</summary>
    private static async Task AssertOneJobEachAsync(Core core)
    {
        Assert.Equal(Lines + 1, (await core.Store.CountAsync(Token)).Total);
        await Rows.AssertConsistentAsync(core);
    }
}
