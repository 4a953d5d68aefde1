using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Batches;

public class BatchTests(AzuriteFixture azurite)
{
    private readonly ConcurrentBag<string> _outcomes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_completion_job_runs_once_after_the_last_member_and_reads_how_each_ended()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var batch = await SubmitAsync(core, members: 5, failing: 2);
        Assert.Equal("waiting_for_jobs", (await core.Get<JobExplainer>().ExplainAsync(batch.CompletionJob!.Value.ToString(), Core.Ann, Token)).Reason);

        await core.RunBellsAsync();
        var progress = await core.Get<BatchReader>().ProgressAsync(batch.Id.ToString(), Core.Ann, Token);
        Assert.Equal((true, 100, 5, 3, 2), (progress.IsDone, progress.Percent, progress.Total, progress.Counts[JobStatus.Completed], progress.Counts[JobStatus.Failed]));
        Assert.Equal(["no", "no"], progress.FirstFailures.Select(job => job.Error!.Message));
        await core.DeliverOutboxAsync();
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Equal(JobStatus.Completed, (await core.FindAsync(batch.CompletionJob!.Value)).Status);
        var lines = Assert.Single(_outcomes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(["completed", "completed", "completed", "failed", "failed"], lines.Select(line => line.GetProperty("status").GetString()).Order());
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_member_has_the_followers_of_its_own_as_well()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var upload = core.Get<BatchUpload>();
        var intake = await OpenAsync(core, null, Completion());

        var member = await upload.AddAsync(intake, Core.New() with { WebhookUrl = "https://example.org" }, Core.Ann, Token);

        Assert.Equal(Followers.Batch | Followers.Webhooks, (await core.FindAsync(member.Id)).Followers);
    }

    [Fact]
    public async Task A_batch_without_a_completion_job_writes_no_outbox_row()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var upload = core.Get<BatchUpload>();
        var intake = await OpenAsync(core, null, null);
        var batch = intake.Batch;
        await upload.AddAsync(intake, Core.New(), Core.Ann, Token);
        await upload.CloseAsync(intake, 1, 0, Core.Ann, Token);

        await core.RunBellsAsync();

        Assert.Empty(await core.OutboxAsync());
        Assert.True((await core.Get<BatchReader>().ProgressAsync(batch.Id.ToString(), Core.Ann, Token)).IsDone);
    }

    [Fact]
    public async Task The_ends_of_members_are_kept_until_the_batch_is_closed()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var upload = core.Get<BatchUpload>();
        var intake = await OpenAsync(core, "open", Completion());
        var batch = intake.Batch;
        await upload.AddAsync(intake, Core.New(), Core.Ann, Token);
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        Assert.Single(await core.OutboxAsync());
        var progress = await core.Get<BatchReader>().ProgressAsync(batch.Id.ToString(), Core.Ann, Token);
        Assert.Equal((false, 100), (progress.IsDone, progress.Percent));

        // The process that closes it dies before it looks whether the batch is done.
        await core.Get<BatchTable>().ChangeAsync(batch.Id, open => open with { IsOpen = false, Accepted = 1 }, Token);
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        Assert.Single(_outcomes);
        Assert.Empty(await core.OutboxAsync());
    }

    [Fact]
    public async Task After_an_interrupted_upload_nobody_waits_for_its_end()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var upload = core.Get<BatchUpload>();
        var intake = await OpenAsync(core, null, Completion());
        var batch = intake.Batch;
        await upload.AddAsync(intake, Core.New(), Core.Ann, Token);
        await core.RunBellsAsync();

        core.Time.Advance(TimeSpan.FromMinutes(30));
        await core.DeliverOutboxAsync();
        Assert.Empty(await core.OutboxAsync());
        Assert.True((await core.FindAsync(batch.CompletionJob!.Value)).IsWaiting);

        await core.Get<BatchCancel>().CancelAsync(batch.Id.ToString(), Core.Ann, Token);
        Assert.Equal(JobStatus.Cancelled, (await core.FindAsync(batch.CompletionJob!.Value)).Status);
    }

    [Fact]
    public async Task The_whole_can_be_cancelled_again_and_again_and_its_completion_job_does_not_run()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var batch = await SubmitAsync(core, members: 4, failing: 0);
        var first = await core.Get<BatchTable>().MembersAsync(batch, null, Token).FirstAsync(Token);
        await core.Jobs.CancelAsync(first.Id.ToString(), Core.Ann, Token);

        var cancel = core.Get<BatchCancel>();
        var outcomes = await Task.WhenAll(cancel.CancelAsync(batch.Id.ToString(), Core.Ann, Token), cancel.CancelAsync(batch.Id.ToString(), Core.Ann, Token));
        Assert.Equal(3, outcomes.Sum(outcome => outcome.Done));
        Assert.Equal(0, (await cancel.CancelAsync(batch.Id.ToString(), Core.Ann, Token)).Done);
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        var counts = await core.Store.CountAsync(Token);
        Assert.Equal((5, 5), (counts[JobStatus.Cancelled], counts.Total));
        Assert.Empty(_outcomes);
    }

    [Fact]
    public async Task What_is_added_to_a_cancelled_batch_is_cancelled_when_it_is_closed()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var upload = core.Get<BatchUpload>();
        var intake = await OpenAsync(core, null, Completion());
        var batch = intake.Batch;
        await core.Get<BatchCancel>().CancelAsync(batch.Id.ToString(), Core.Ann, Token);
        var late = await upload.AddAsync(intake, Core.New(), Core.Ann, Token);

        await upload.CloseAsync(intake, 1, 0, Core.Ann, Token);

        Assert.Equal(JobStatus.Cancelled, (await core.FindAsync(late.Id)).Status);
    }

    [Fact]
    public async Task Nobody_else_sees_or_cancels_a_batch_and_an_admin_does()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var batch = await SubmitAsync(core, members: 1, failing: 0);
        var bob = Core.Ann with { UserId = "bob" };
        var reader = core.Get<BatchReader>();

        await Assert.ThrowsAsync<ForbiddenException>(() => reader.ProgressAsync(batch.Id.ToString(), bob, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => reader.JobsAsync(batch.Id.ToString(), null, 10, null, bob, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => core.Get<BatchCancel>().CancelAsync(batch.Id.ToString(), bob, Token));
        Assert.Single(await reader.JobsAsync(batch.Id.ToString(), null, 10, null, Core.Admin, Token));
    }

    [Fact]
    public async Task Two_processes_that_hear_of_the_same_last_ends_start_the_completion_job_once()
    {
        var account = azurite.NewAccount();
        await using var one = await StartAsync(account);
        await using var other = await StartAsync(account, one);
        var batch = await SubmitAsync(one, members: 4, failing: 1);
        await Task.WhenAll(one.RunBellsAsync(), other.RunBellsAsync());
        var entries = await one.OutboxAsync();
        Assert.Equal(4, entries.Count);

        await Task.WhenAll(entries.SelectMany(entry => new[] { one, other, one }.Select(core => core.Get<OutboxDelivery>().DeliverAsync(entry, Token))));
        await Task.WhenAll(one.RunBellsAsync(), other.RunBellsAsync());

        var completion = await one.FindAsync(batch.CompletionJob!.Value);
        Assert.Equal((JobStatus.Completed, 1, 2), (completion.Status, completion.Attempt, completion.Generation.Number));
        Assert.Single(_outcomes);
    }

    [Fact]
    public async Task To_know_that_a_batch_is_not_empty_takes_one_member_however_many_there_are()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        await SubmitAsync(core, members: 5, failing: 0);
        using var count = new StorageCount(core.Get<IMeterFactory>());

        await core.Get<BatchTable>().RemoveEmptyAsync(core.Time.GetUtcNow().AddDays(1), Token);

        // The batch and the member.
        Assert.Equal(2, count.Rows);
    }

    [Fact]
    public async Task A_batch_goes_with_the_last_of_its_jobs()
    {
        await using var core = await StartAsync(azurite.NewAccount());
        var batch = await SubmitAsync(core, members: 2, failing: 1);
        await core.RunBellsAsync();
        await core.DeliverOutboxAsync();
        await core.RunBellsAsync();

        core.Time.Advance(TimeSpan.FromDays(2));
        await core.Get<Retention>().CleanUpAsync(Token);
        var progress = await core.Get<BatchReader>().ProgressAsync(batch.Id.ToString(), Core.Ann, Token);
        Assert.Equal((true, 100, 2, 1), (progress.IsDone, progress.Percent, progress.Total, progress.Counts.Total));
        core.Time.Advance(TimeSpan.FromDays(7));
        await core.Get<Retention>().CleanUpAsync(Token);

        await Assert.ThrowsAsync<NotFoundException>(() => core.Get<BatchReader>().GetAsync(batch.Id.ToString(), Core.Ann, Token));
        await Rows.AssertConsistentAsync(core);
    }

    /// <summary>
    /// The n-th storage request fails, for every n, before the service saw it or after, while a batch is uploaded and its jobs run. The process
    /// is given up after that, and another one finds what is left.
    /// </summary>
    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Any_request_may_fail_and_the_completion_job_still_runs_once(Fault fault)
    {
        for (var number = 1; ; number++)
        {
            var account = azurite.NewAccount();
            var faults = new FaultPolicy();
            await using var core = await StartAsync(account, policy: faults);
            _outcomes.Clear();
            faults.FailAt(number, fault, inARow: 3);
            Batch? closed = null;
            var life = LiveAsync();
            await core.PassTimeUntilAsync(life, TimeSpan.FromSeconds(1), $"everything has ended with request {number} failing");

            async Task LiveAsync()
            {
                try
                {
                    closed = await SubmitAsync(core, members: 2, failing: 1);
                    await core.RunBellsAsync();
                    await core.DeliverOutboxAsync();
                }
                catch (Exception)
                {
                    // This process dies here.
                }
            }

            await life;
            faults.Pick = (_, _) => null;
            await using var successor = await StartAsync(account, core);
            await successor.PassRoundsAsync();

            Assert.True(_outcomes.Count == 1 || (closed is null && _outcomes.IsEmpty), $"{_outcomes.Count} completions when request {number} fails");
            Assert.Empty(await successor.OutboxAsync());
            await Rows.AssertConsistentAsync(successor);
            if (!faults.HasFailed)
                break;
        }
    }

    private async Task<Core> StartAsync(string account, Core? other = null, FaultPolicy? policy = null)
    {
        var core = await Core.StartAsync(account, other?.Time, policy);
        core.Handler.Run = async (config, job, token) =>
        {
            if (config.TryGetProperty("fails", out _))
                throw new PermanentJobException("no");
            if (config.TryGetProperty("completes", out _))
            {
                using var reader = new StreamReader(await job.OpenInputAsync(BatchEnds.OutcomeFile, token));
                _outcomes.Add(await reader.ReadToEndAsync(token));
            }

            return null;
        };
        return core;
    }

    private static JobSubmission Completion() => Core.New("""{ "completes": true }""");

    private static async Task<Batch> SubmitAsync(Core core, int members, int failing)
    {
        var upload = core.Get<BatchUpload>();
        var intake = await OpenAsync(core, "a batch", Completion());
        await Task.WhenAll(Enumerable.Range(0, members).Select(number =>
            upload.AddAsync(intake, Core.New(number < failing ? """{ "fails": true }""" : "{}"), Core.Ann, Token)));
        return await upload.CloseAsync(intake, members, 0, Core.Ann, Token);
    }

    private static Task<BatchIntake> OpenAsync(Core core, string? name, JobSubmission? onComplete) =>
        core.Get<BatchOpening>().OpenAsync(name, onComplete, key: null, Core.Ann, Token);
}
