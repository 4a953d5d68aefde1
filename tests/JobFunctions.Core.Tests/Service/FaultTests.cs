using System.Text.Json;
using Azure;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Service;

/// <summary>
/// The n-th storage request of what a caller asks for fails, for every n, before the service saw it or after. A caller who was not told
/// of success asks again; then it is done, and no row contradicts another.
/// </summary>
public class FaultTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, Scenario> Scenarios = new()
    {
        ["submit"] = new(_ => Task.FromResult(new Subject(null)), (core, _) => core.SubmitAsync(), HasCompletedAsync),
        ["cancel a waiting job"] = new(SubmittedAsync, (core, id) => core.Jobs.CancelAsync(id, Core.Ann, Token), IsCancelledAsync),
        ["cancel a running job"] = new(RunningAsync, (core, id) => core.Jobs.CancelAsync(id, Core.Ann, Token), IsCancelledAsync),
        ["retry"] = new(FailedAsync, (core, id) => core.Get<FailedJobs>().RetryAsync(id, Core.Ann, Token), HasCompletedAsync),
        ["restart"] = new(FailedAsync, (core, id) => core.Get<JobRestart>().RestartAsync(id, null, Core.Ann, Token), HasCompletedAsync),
        ["delete"] = new(FailedAsync, (core, id) => core.Jobs.DeleteAsync(id, Core.Ann, Token), IsGoneAsync),
    };

    public static TheoryData<string, Fault> All =>
        [.. from name in Scenarios.Keys from fault in Enum.GetValues<Fault>() select new TheoryDataRow<string, Fault>(name, fault)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Any_request_of_a_caller_may_fail(string scenario, Fault fault)
    {
        var (prepare, act, check) = Scenarios[scenario];
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
            var subject = await prepare(core);

            faults.FailAt(number, fault);
            await PassingTimeAsync(core, UntilToldAsync(() => act(core, $"{subject.Job?.Id}")));
            faults.Pick = (_, _) => null;

            await PassingTimeAsync(core, core.RunBellsAsync());
            await check(core, subject);
            await Rows.AssertConsistentAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    [Fact]
    public async Task A_job_is_deleted_whatever_becomes_of_its_files()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults);
        var job = await core.SubmitAsync(Core.New($$"""{"a": "{{new string('x', 40_000)}}"}"""));
        await core.RunBellsAsync();

        // An answer that the client does not try again.
        faults.Pick = (_, request) => request.Uri.Query.Contains("comp=list", StringComparison.Ordinal) ? throw new RequestFailedException(503, "no") : null;
        var removed = await core.Jobs.DeleteAsync(job.Id.ToString(), Core.Ann, Token);

        Assert.Equal(default, removed);
        Assert.Null(await core.Store.FindAsync(job.Id, Token));
    }

    /// <summary>Asks until there is an answer; that it has been done, or is not there any more, is one.</summary>
    private static async Task UntilToldAsync(Func<Task> act)
    {
        for (var told = false; !told;)
        {
            try
            {
                await act();
                told = true;
            }
            catch (Exception trouble) when (StorageTrouble.Is(trouble) || trouble is IOException)
            {
                // The caller reads 503.
            }
            catch (Exception done) when (done is JobStateException or NotFoundException)
            {
                told = true;
            }
        }
    }

    private static Task PassingTimeAsync(Core core, Task task) => core.PassTimeAsync(task, TimeSpan.FromMilliseconds(200));

    private static async Task<Subject> SubmittedAsync(Core core) => new(await core.SubmitAsync());

    private static async Task<Subject> RunningAsync(Core core)
    {
        var started = new TaskCompletionSource();
        core.Handler.Script = async (_, stop) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return null;
        };
        var job = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        await Eventually.Completes(started.Task);
        return new Subject(job, run);
    }

    private static async Task<Subject> FailedAsync(Core core)
    {
        core.Handler.Script = (_, _) => throw new PermanentJobException("no");
        var job = await core.SubmitAsync();
        await core.RunBellsAsync();
        core.Handler.Script = (_, _) => Task.FromResult<JsonElement?>(null);
        return new Subject(job);
    }

    /// <summary>A submit whose answer was lost may have made one job, and the next try another.</summary>
    private static async Task HasCompletedAsync(Core core, Subject subject)
    {
        var counts = await core.Store.CountAsync(Token);
        Assert.InRange(counts[JobStatus.Completed], 1, subject.Job is null ? 2 : 1);
        Assert.All(JobStatuses.All.Where(status => status != JobStatus.Completed), status => Assert.Equal(0, counts[status]));
    }

    private static async Task IsCancelledAsync(Core core, Subject subject)
    {
        Assert.Equal(JobStatus.Cancelled, (await core.FindAsync(subject.Job!.Id)).Status);

        // Where the word to the attempt was lost, the instance finds out by itself.
        await core.Get<OwnClaims>().CompareAsync(Token);
        await Eventually.Completes(subject.Run);
        Assert.Equal(0, core.Get<RunningJobs>().Count);
    }

    private static async Task IsGoneAsync(Core core, Subject subject) => Assert.Null(await core.Store.FindAsync(subject.Job!.Id, Token));

    private sealed record Scenario(Func<Core, Task<Subject>> Prepare, Func<Core, string, Task> Act, Func<Core, Subject, Task> Check);

    private sealed record Subject(Job? Job, Task? Running = null)
    {
        /// <summary>The host's call that runs the job.</summary>
        public Task Run => Running ?? Task.CompletedTask;
    }
}
