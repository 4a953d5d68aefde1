using Azure.Data.Tables;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

/// <summary>A timeline tells what was committed, once, whatever goes wrong on the way.</summary>
public class TimelineTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every transaction of a job's life is committed, and its answer is lost.</summary>
    [Fact]
    public async Task Lost_answers_tell_nothing_twice()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(
            azurite.NewAccount(), policy: faults, settings: Core.PatientStorage);
        core.Handler.Script = (context, _) => context.Attempt == 1 ? throw new InvalidOperationException("wrong") : Task.FromResult<System.Text.Json.JsonElement?>(null);
        faults.Pick = (_, request) => FaultPolicy.IsTransaction(request) ? Fault.AnswerLost : null;

        // Pauses between tries are by the test's clock.
        var life = LiveAsync();
        await core.PassTimeUntilAsync(life, TimeSpan.FromMilliseconds(200), "the job has ended");
        var job = await life;

        Assert.Equal(["submitted", "started", "retry", "started", "completed"], Kinds(job));
        Assert.StartsWith("in 0 s, after InvalidOperationException: wrong", JobTimeline.Of(job)[2].Event.Detail, StringComparison.Ordinal);
        await Rows.AssertConsistentAsync(core);

        async Task<Job> LiveAsync()
        {
            var submitted = await core.SubmitAsync();
            Job job;
            do
            {
                await core.RunBellsAsync();
                job = await core.FindAsync(submitted.Id);
            }
            while (!job.Status.IsFinal());
            return job;
        }
    }

    /// <summary>An instance dies in its attempt; when it is back it tries to end what is no longer its own.</summary>
    [Fact]
    public async Task A_crash_is_told_and_what_a_late_attempt_does_is_not()
    {
        var account = azurite.NewAccount();
        await using var gone = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, gone.Time);
        var late = await LateAttempt.StartAsync(gone);
        await late.TakeOverAsync(other);
        await late.ReturnAsync();

        var job = await other.FindAsync(late.Job.Id);
        Assert.Equal(["submitted", "started", "lease_lost", "retry", "started", "completed"], Kinds(job));
        Assert.Equal(
            [null, gone.Instance.Id, gone.Instance.Id, gone.Instance.Id, other.Instance.Id, other.Instance.Id],
            JobTimeline.Of(job).Select(happened => happened.Event.Instance));
    }

    [Fact]
    public async Task It_stands_in_the_job_row_alone_and_costs_no_request()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var transactions = 0;
        faults.Pick = (_, request) =>
        {
            if (FaultPolicy.IsTransaction(request))
                transactions++;
            return null;
        };

        var job = await core.SubmitAsync();
        await core.RunBellsAsync();

        // Submitted, claimed, completed.
        Assert.Equal(3, transactions);
        await foreach (var row in core.Account.Jobs.QueryAsync<TableEntity>(cancellationToken: Token))
            Assert.Equal(row.RowKey == RowKeys.Job(job.Id), row.ContainsKey("Timeline"));
        var page = await core.Store.ListAsync(new JobQuery(), Token);
        Assert.Equal(JobTimeline.Empty, Assert.Single(page.Jobs).Timeline);
    }

    [Fact]
    public async Task No_secret_of_a_job_gets_into_it()
    {
        await using var core = await Core.StartAsync(
            azurite.NewAccount(), settings: [("Secrets:CurrentKey", "k1"), ("Secrets:Keys:k1", Convert.ToBase64String(new byte[32]))]);
        core.Handler.Script = (context, _) => throw new PermanentJobException($"refused {context.Secrets["token"]}");
        var job = await core.SubmitAsync(Core.New() with { Secrets = new Dictionary<string, string> { ["token"] = "hunter2-hunter2" } });
        await core.RunBellsAsync();

        var failed = JobTimeline.Of(await core.FindAsync(job.Id))[^1].Event;
        Assert.Equal(JobEventKinds.Failed, failed.Kind);
        Assert.Contains("refused", failed.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failed.Detail, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Kinds(Job job) => JobTimeline.Of(job).Select(happened => happened.Event.Kind);
}
