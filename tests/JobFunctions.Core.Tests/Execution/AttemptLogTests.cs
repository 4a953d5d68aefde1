using System.Globalization;
using Azure.Core;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Tests.Consistency;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Execution;

/// <summary>What a handler says stands in the job's log, once, in order, in its own attempt's part; and nothing is made where nothing is said.</summary>
public class AttemptLogTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_gather_and_stand_there_once_though_every_answer_is_lost()
    {
        var appends = 0;
        var faults = new FaultPolicy
        {
            // Each append is committed, its answer lost; the client's own second try is refused, since it comes too late.
            Pick = (_, request) => IsAppend(request) && Interlocked.Increment(ref appends) % 2 == 1 ? Fault.AnswerLost : null,
        };
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var (started, goOn) = (new TaskCompletionSource<IJobContext>(), new TaskCompletionSource());
        core.Handler.Script = async (context, _) =>
        {
            started.SetResult(context);
            await goOn.Task;
            context.Log("the last word");
            return null;
        };
        var job = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        var context = await Eventually.Completes(started.Task);

        context.Log("the first\nin two lines");
        await Eventually.BecomesTrue(async () => (await LinesAsync(core, job.Id)).Count == 2, "the first word is written at once");
        for (var line = 1; line <= 500; line++)
            context.Log($"line {line}");
        await Eventually.BecomesTrue(
            async () =>
            {
                core.Time.Advance(AttemptLog.Interval);
                return (await LinesAsync(core, job.Id)).Count == 502;
            },
            "what gathered is written");
        goOn.SetResult();
        await Eventually.Completes(run);

        var lines = await LinesAsync(core, job.Id);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[1\] the first$", lines[0]);
        Assert.Equal("    in two lines", lines[1]);
        Assert.Equal(Enumerable.Range(1, 500).Select(line => $"line {line}"), lines.Skip(2).Take(500).Select(Said));
        Assert.Equal("the last word", Said(lines[^1]));
        Assert.Equal(503, lines.Count);

        // Three writes, each with its echo; the end of the job may have cut one short, which is sent once more then.
        Assert.InRange(appends, 6, 8);
    }

    [Fact]
    public async Task Progress_alone_makes_no_log_and_costs_nothing()
    {
        var blobs = 0;
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        faults.Pick = (_, request) =>
        {
            if (request.Uri.Path.Contains("/jobs/", StringComparison.Ordinal) && request.Uri.Path.Contains("/log/", StringComparison.Ordinal))
                blobs++;
            return null;
        };
        core.Handler.Script = (context, _) =>
        {
            context.Report(0.5, "halfway");
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var silent = await core.SubmitAsync();
        await core.RunBellsAsync();
        Assert.Equal(0, blobs);
        Assert.False((await core.FindAsync(silent.Id)).MayHaveFiles);

        // Where something is said, progress stands with it, but not every step.
        core.Handler.Script = (context, _) =>
        {
            for (var step = 1; step <= 100; step++)
                context.Report(step / 100d, $"step {step}");
            context.Log("a word");
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var talking = await core.SubmitAsync();
        await core.RunBellsAsync();
        Assert.Equal(["step 1", "a word"], (await LinesAsync(core, talking.Id)).Select(Said));
        Assert.True((await core.FindAsync(talking.Id)).MayHaveFiles);
    }

    /// <summary>An instance loses its job and does not know; each attempt's words stand in its own part, also those that come too late.</summary>
    [Fact]
    public async Task A_late_attempt_writes_into_its_own_part_and_all_goes_with_the_job()
    {
        var account = azurite.NewAccount();
        await using var gone = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account, gone.Time);
        other.Handler.Script = (context, _) =>
        {
            context.Log("alive");
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var late = await LateAttempt.StartAsync(gone, context =>
        {
            context.Log("from the grave");
            return Task.CompletedTask;
        });
        await late.TakeOverAsync(other);
        var job = late.Job;
        Assert.Equal(["alive"], (await LinesAsync(other, job.Id)).Select(Said));

        // The job is deleted with its log; then the late attempt speaks.
        await other.Jobs.DeleteAsync(job.Id.ToString(), Core.Ann, Token);
        Assert.Empty(await LinesAsync(other, job.Id));
        await late.ReturnAsync();
        Assert.Equal(["from the grave"], (await LinesAsync(other, job.Id)).Select(Said));

        // Nobody's any more: the reconciler removes it.
        other.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("Blobs: 1", (await other.MendAsync()).Mended());
        Assert.Empty(await LinesAsync(other, job.Id));
    }

    [Fact]
    public async Task Storage_in_trouble_neither_fails_nor_holds_up_a_job()
    {
        var faults = new FaultPolicy { Pick = (_, request) => request.Uri.Path.Contains("/log/", StringComparison.Ordinal) ? throw new Azure.RequestFailedException(503, "busy") : null };
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        core.Handler.Script = (context, _) =>
        {
            context.Log("nobody hears this");
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var job = await core.SubmitAsync();
        await Eventually.Completes(core.RunBellsAsync());
        Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);
    }

    [Fact]
    public async Task It_is_bounded_and_says_where_something_is_left_out()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var (id, logs) = (core.Jobs.NewId(), core.Get<JobLogs>());
        var log = new AttemptLog(Make.Job() with { Id = id, Attempt = 3 }, logs, core.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        // More at once than waits: the oldest go.
        for (var line = 1; line <= 20; line++)
            log.Say(line.ToString(CultureInfo.InvariantCulture) + new string('x', 5_000));
        var shown = 0;
        while (!(await LinesAsync(core, id)).Any(line => line.StartsWith("(the log ends here", StringComparison.Ordinal)))
        {
            Assert.True(++shown < 100, "it ends");
            var before = (await LinesAsync(core, id)).Count;
            for (var line = 0; line < 15; line++)
                log.Say(new string('y', 4_000));
            await Eventually.BecomesTrue(
                async () =>
                {
                    core.Time.Advance(AttemptLog.Interval);
                    return (await LinesAsync(core, id)).Count > before;
                },
                "more is written");
        }

        log.Say("after the end");
        await log.EndAsync();

        var lines = await LinesAsync(core, id);
        Assert.Contains(lines, line => line.EndsWith("lines were left out here)", StringComparison.Ordinal));
        Assert.StartsWith("(the log ends here: 1024 KiB", lines[^1], StringComparison.Ordinal);
        Assert.InRange(lines.Sum(line => line.Length + 1), AttemptLog.MaxBytes - 10_000, AttemptLog.MaxBytes + 200);
    }

    [Fact]
    public async Task No_secret_of_a_job_and_no_order_to_a_terminal_gets_into_it()
    {
        await using var core = await Core.StartAsync(
            azurite.NewAccount(), settings: [("Secrets:CurrentKey", "k1"), ("Secrets:Keys:k1", Convert.ToBase64String(new byte[32]))]);
        core.Handler.Script = (context, _) =>
        {
            context.Report(0.1, $"with {context.Secrets["token"]}");
            context.Log($"signed in with {context.Secrets["token"]}\u001b[2J");
            return Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var job = await core.SubmitAsync(Core.New() with { Secrets = new Dictionary<string, string> { ["token"] = "hunter2-hunter2" } });
        await core.RunBellsAsync();
        var lines = await LinesAsync(core, job.Id);
        Assert.Equal(2, lines.Count);
        Assert.DoesNotContain(lines, line => line.Contains("hunter2", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }

    private static bool IsAppend(Request request) => request.Uri.Query.Contains("comp=appendblock", StringComparison.Ordinal);

    private static string Said(string line) => line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..];

    private static async Task<IReadOnlyList<string>> LinesAsync(Core core, JobId id)
    {
        var lines = new List<string>();
        foreach (var attempt in await core.Get<JobLogs>().AttemptsAsync(id, Token))
        {
            if (await core.Get<JobLogs>().OpenAsync(id, attempt, 0, Token) is not { } content)
                continue;
            using var reader = new StreamReader(content);
            lines.AddRange((await reader.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }
}
