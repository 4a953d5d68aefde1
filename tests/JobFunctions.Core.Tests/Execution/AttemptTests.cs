using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

public class AttemptTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Progress_is_written_at_most_twice_a_second_and_the_last_word_counts()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var (started, goOn) = (new TaskCompletionSource<IJobContext>(), new TaskCompletionSource());
        core.Handler.Script = async (context, _) =>
        {
            started.SetResult(context);
            await goOn.Task;
            return null;
        };
        var job = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        var context = await Eventually.Completes(started.Task);

        var transactions = 0;
        faults.Pick = (_, request) =>
        {
            if (FaultPolicy.IsTransaction(request))
                Interlocked.Increment(ref transactions);
            return null;
        };
        context.Report(0.1, "first");
        await Eventually.BecomesTrue(async () => (await core.FindAsync(job.Id)).Message == "first", "the first word is written at once");
        for (var step = 1; step <= 1000; step++)
            context.Report(step / 1000d, "many", step, 1000);
        Assert.Equal("first", (await core.FindAsync(job.Id)).Message);

        core.Time.Advance(TimeSpan.FromMilliseconds(500));
        await Eventually.BecomesTrue(async () => (await core.FindAsync(job.Id)) is { Message: "many", ItemsDone: 1000 }, "the last word is written");
        Assert.Equal(2, transactions);

        context.Report(1, "many", 1000, 1000);
        core.Time.Advance(TimeSpan.FromSeconds(5));
        goOn.SetResult();
        await run;
        Assert.Equal(3, transactions);
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task An_attempt_that_lost_its_job_is_stopped_and_its_result_thrown_away()
    {
        var account = azurite.NewAccount();
        await using var core = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, core.Time);
        var started = new TaskCompletionSource<IJobContext>();
        core.Handler.Script = async (context, token) =>
        {
            started.SetResult(context);
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        var job = await core.SubmitAsync(Core.New() with { MaxRetries = 3 });
        var run = core.RunBellsAsync();
        var context = await Eventually.Completes(started.Task);

        // Taken away by another process: the attempt hears of it at its next write.
        var running = await other.FindAsync(job.Id);
        await other.Store.UpdateAsync(running, running.HandBack(new Generation(2, "taken"), core.Time.GetUtcNow()));
        context.Report(0.5, "still here");

        await Eventually.Completes(run);
        var after = await core.FindAsync(job.Id);
        Assert.Equal((JobStatus.Pending, "taken", 0), (after.Status, after.Generation.Token, after.RetryCount));
        await Rows.AssertConsistentAsync(core);
    }

    [Fact]
    public async Task A_late_attempt_can_not_overwrite_the_winners_result()
    {
        var account = azurite.NewAccount();
        await using var slow = await Core.StartAsync(account);
        await using var quick = await Core.StartAsync(account, slow.Time);
        quick.Handler.Script = (context, _) => WriteAsync(context, "winner");
        var late = await LateAttempt.StartAsync(slow, context => WriteAsync(context, "late"));
        await late.TakeOverAsync(quick);
        await late.ReturnAsync();

        var done = await quick.FindAsync(late.Job.Id);
        Assert.Equal((JobStatus.Completed, 2), (done.Status, done.Attempt));
        using var reader = new StreamReader((await quick.Get<JobFunctions.Core.Storage.JobFiles>().OpenResultAsync(done, "out.txt", Token))!);
        Assert.Equal("winner", await reader.ReadToEndAsync(Token));

        static async Task<System.Text.Json.JsonElement?> WriteAsync(IJobContext context, string text)
        {
            await using var file = await context.CreateResultAsync("out.txt", CancellationToken.None);
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), CancellationToken.None);
            return null;
        }
    }
}
