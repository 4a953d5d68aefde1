using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Core.Tests.Limits;

/// <summary>The limits over a real table: what is asked of them, and what a crash leaves.</summary>
public class AdmissionTests(AzuriteFixture azurite)
{
    private static readonly (string, string) OneAtATime = ("Jobs:MaxConcurrent", "1");
    private static readonly (string, string) OnePerUser = ("Jobs:MaxConcurrentPerUser", "1");
    private static readonly Caller Ben = new("ben", IsAdmin: false, new HashSet<string>());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_waits_without_a_bell_until_the_one_before_it_has_ended()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        var gate = new Gate(core);
        var first = await core.SubmitAsync();
        var second = await core.SubmitAsync();
        Assert.Equal(1, await core.BellsAsync());

        var run = core.RunBellsAsync();
        await Eventually.Completes(gate.Entered(first));
        Assert.Equal(JobStatus.Pending, (await core.FindAsync(second.Id)).Status);
        gate.Open();
        await Eventually.Completes(run);

        await RunToTheEndAsync(core, second);
        Assert.Equal(1, gate.MostAtOnce);
        await AssertNothingLeftAsync(core);
    }

    [Fact]
    public async Task A_retry_waits_its_turn_like_everybody()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        var runs = new List<JobId>();
        core.Handler.Script = (context, _) =>
        {
            runs.Add(context.Id);
            return context.Attempt == 1 && runs.Count == 1 ? throw new InvalidOperationException("once") : Task.FromResult<System.Text.Json.JsonElement?>(null);
        };
        var first = await core.SubmitAsync();
        var urgent = await core.SubmitAsync(Core.New() with { Priority = Priority.Urgent });

        await Eventually.BecomesTrue(
            async () =>
            {
                await core.RunBellsAsync();
                await core.RunBellsAsync(Priority.Urgent);
                return (await core.Store.CountAsync(Token))[JobStatus.Completed] == 2;
            },
            "both have ended");

        Assert.Equal([first.Id, urgent.Id, first.Id], runs);
        await AssertNothingLeftAsync(core);
    }

    [Fact]
    public async Task A_user_at_his_limit_holds_nobody_else()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OnePerUser);
        await core.SubmitAsync();
        for (var i = 0; i < 5; i++)
            await core.SubmitAsync();
        Assert.Equal(1, await core.BellsAsync());

        var bens = await core.SubmitAsync(caller: Ben);
        Assert.Equal(2, await core.BellsAsync());
        await RunToTheEndAsync(core, bens);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_in_line_leaves_it()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        var first = await core.SubmitAsync();
        var second = await core.SubmitAsync();
        var third = await core.SubmitAsync();

        await core.Jobs.CancelAsync(second.Id.ToString(), Core.Ann, Token);
        await core.Jobs.CancelAsync(first.Id.ToString(), Core.Ann, Token);

        // The first one's slot was given already: its bell finds it cancelled, and hands over.
        await RunToTheEndAsync(core, third);
        await AssertNothingLeftAsync(core);
    }

    [Fact]
    public async Task The_slots_of_a_dead_instance_go_to_others_after_its_lease_and_grace_and_not_before()
    {
        var account = azurite.NewAccount();
        await using var dead = await Core.StartAsync(account, settings: OneAtATime);
        await using var core = await Core.StartAsync(account, dead.Time, settings: OneAtATime);
        var first = await dead.SubmitAsync();
        var second = await dead.SubmitAsync();
        var gate = new Gate(dead);
        _ = dead.RunBellsAsync();
        await Eventually.Completes(gate.Entered(first));

        // 60 s of lease, 10 s of grace, 10 s for clocks that differ.
        core.Time.Advance(TimeSpan.FromSeconds(80));
        await PassingTimeAsync(core, Swept(core, 0));
        core.Time.Advance(TimeSpan.FromSeconds(1));
        await PassingTimeAsync(core, Swept(core, 1));

        await RunToTheEndAsync(core, second);
        gate.Open();
    }

    /// <summary>The answer to a claim is lost in an outage that lasts so long that the job begins only with its next bell.</summary>
    [Fact]
    public async Task A_claim_that_is_adopted_late_keeps_its_slot()
    {
        var faults = new FaultPolicy();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: faults, settings: OneAtATime);
        var gate = new Gate(core);
        var first = await core.SubmitAsync();
        var second = await core.SubmitAsync();
        var isOut = false;
        faults.Pick = (_, request) => request.Uri.Path.Contains("messages", StringComparison.Ordinal) ? null
            : isOut ? Fault.Before
            : FaultPolicy.IsTransaction(request) && (isOut = true) ? Fault.AnswerLost : null;
        var run = Assert.Single(await core.StartBellsAsync());
        await Eventually.BecomesTrue(() => isOut, "the answer to the claim is lost");
        var lost = core.Time.GetTimestamp();
        await Eventually.BecomesTrue(
            () =>
            {
                core.Time.Advance(TimeSpan.FromSeconds(1));
                if (core.Time.GetElapsedTime(lost) > TimeSpan.FromMinutes(2))
                    faults.Pick = (_, _) => null;
                return run.IsCompleted;
            },
            "the bell has been put again");
        await run;
        Assert.False(gate.Entered(first).IsCompleted);

        run = core.RunBellsAsync();
        await Eventually.Completes(gate.Entered(first));
        var slot = Assert.Single(await core.Get<SlotTable>().SlotsAsync(Token).ToListAsync(Token));
        Assert.Equal((first.Id, core.Instance.Id), (slot.Job.Job, slot.Instance));
        gate.Open();
        await Eventually.Completes(run);
        await RunToTheEndAsync(core, second);
        Assert.Equal(1, gate.MostAtOnce);
        await AssertNothingLeftAsync(core);
    }

    /// <summary>A handler that ignores its token goes on after a cancel; that its job runs again in the same process takes nothing from it.</summary>
    [Fact]
    public async Task A_handler_that_does_not_listen_keeps_its_slot_while_its_job_runs_again_beside_it()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: ("Jobs:MaxConcurrent", "2"));
        var deaf = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var begunAgain = new TaskCompletionSource();
        core.Handler.Script = async (context, _) =>
        {
            (context.Attempt == 1 ? begun : begunAgain).SetResult();
            await (context.Attempt == 1 ? deaf : gate).Task;
            return null;
        };
        var job = await core.SubmitAsync();
        var first = core.RunBellsAsync();
        await Eventually.Completes(begun.Task);
        await core.Jobs.CancelAsync($"{job.Id}", Core.Ann, Token);
        await core.Get<JobRestart>().RestartAsync($"{job.Id}", null, Core.Ann, Token);
        var second = core.RunBellsAsync();
        await Eventually.Completes(begunAgain.Task);

        core.Time.Advance(TimeSpan.FromSeconds(61));
        await PassingTimeAsync(core, core.Get<OwnClaims>().CompareAsync(Token));
        Assert.Equal(2, await core.Get<SlotTable>().SlotsAsync(Token).CountAsync(Token));
        Assert.Equal(2, core.Get<RunningJobs>().Count);

        deaf.SetResult();
        gate.SetResult();
        await PassingTimeAsync(core, Task.WhenAll(first, second));
        Assert.Equal((JobStatus.Completed, 2), ((await core.FindAsync(job.Id)).Status, (await core.FindAsync(job.Id)).Attempt));
        await AssertNothingLeftAsync(core);
    }

    [Fact]
    public async Task A_slot_that_nobody_comes_for_goes_to_the_next_and_its_job_stays_in_line()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        var first = await core.SubmitAsync();
        var orphan = await core.SubmitAsync();
        await core.Account.Queues.GetQueueClient(Lanes.Normal).ClearMessagesAsync(Token);

        core.Time.Advance(TimeSpan.FromSeconds(61));
        await PassingTimeAsync(core, Swept(core, 1));

        await RunToTheEndAsync(core, first);
        await RunToTheEndAsync(core, orphan);
        await AssertNothingLeftAsync(core);
    }

    [Fact]
    public async Task A_place_or_a_slot_without_a_job_holds_nobody_for_long()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        var admission = core.Get<Admission>();

        // A submit that died before its job was committed leaves these.
        await admission.LetStartAsync(Make.Job(created: core.Time.GetUtcNow()), Token);
        await admission.LetStartAsync(Make.Job(created: core.Time.GetUtcNow()), Token);
        var job = await core.SubmitAsync();

        for (var round = 0; round < 2; round++)
        {
            core.Time.Advance(TimeSpan.FromSeconds(61));
            await PassingTimeAsync(core, core.Get<SlotSweep>().SweepAsync(Token));
        }

        await RunToTheEndAsync(core, job);
    }

    [Fact]
    public async Task Jobs_wait_in_line_while_the_processor_is_stopped()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount(), settings: OneAtATime);
        var granted = await core.SubmitAsync();
        await core.Get<Processor>().StopAsync("root", Token);
        var waiting = await core.SubmitAsync();

        await core.RunBellsAsync();
        Assert.Equal((JobStatus.Pending, 0), ((await core.FindAsync(granted.Id)).Status, await core.BellsAsync()));
        Assert.False(await core.Get<ParkedBells>().AnyAsync(Token));

        await core.Get<Processor>().StartAsync("root", Token);
        core.Get<ParkedJobs>().RingInBackground();
        await RunToTheEndAsync(core, granted);
        await RunToTheEndAsync(core, waiting);
        await AssertNothingLeftAsync(core);
    }

    [Fact]
    public async Task A_handler_is_stopped_when_its_instance_can_not_renew_its_lease_and_the_attempt_is_not_charged()
    {
        var end = new EndNoted();
        await using var core = await Core.StartAsync(azurite.NewAccount(), replace: services => services.AddSingleton<ProcessEnd>(end), settings: OneAtATime);
        var started = new TaskCompletionSource();
        core.Handler.Script = async (_, token) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        var job = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        await Eventually.Completes(started.Task);
        var guard = core.Get<SlotGuard>();

        core.Time.Advance(TimeSpan.FromSeconds(59));
        guard.Look();
        Assert.Equal(JobStatus.Running, (await core.FindAsync(job.Id)).Status);
        core.Time.Advance(TimeSpan.FromSeconds(1));
        core.Handler.Script = (_, _) => Task.FromResult<System.Text.Json.JsonElement?>(null);
        guard.Look();
        await Eventually.Completes(run);

        await RunToTheEndAsync(core, job);
        var ended = await core.FindAsync(job.Id);
        Assert.Equal((2, 0), (ended.Attempt, ended.RetryCount));
        Assert.Equal(0, end.Times);
    }

    [Fact]
    public async Task A_handler_that_ignores_the_end_of_the_lease_takes_the_process_with_it()
    {
        var end = new EndNoted();
        await using var core = await Core.StartAsync(azurite.NewAccount(), replace: services => services.AddSingleton<ProcessEnd>(end), settings: OneAtATime);
        var gate = new Gate(core);
        var job = await core.SubmitAsync();
        var run = core.RunBellsAsync();
        await Eventually.Completes(gate.Entered(job));

        core.Time.Advance(TimeSpan.FromSeconds(60));
        core.Get<SlotGuard>().Look();
        core.Time.Advance(TimeSpan.FromSeconds(9));
        core.Get<SlotGuard>().Look();
        Assert.Equal(0, end.Times);
        core.Time.Advance(TimeSpan.FromSeconds(1));
        core.Get<SlotGuard>().Look();

        Assert.Equal(1, end.Times);
        gate.Open();
        await Eventually.Completes(run);
    }

    /// <summary>Whatever request fails, before or after the service saw it: every job runs, one at a time, and no slot is left over.</summary>
    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.AnswerLost)]
    public async Task Any_request_may_fail(Fault fault)
    {
        for (var number = 1; ; number++)
        {
            var faults = new FaultPolicy();
            await using var core = await Core.StartAsync(
                azurite.NewAccount(), policy: faults, settings: [OneAtATime, ("Jobs:GrantPatience", "00:00:05")]);
            var gate = new Gate(core);
            gate.Open();
            faults.FailAt(number, fault);

            var accepted = new List<Job>();
            var life = LiveAsync(core, accepted);
            await core.PassTimeUntilAsync(life, TimeSpan.FromSeconds(1), $"every job has ended although request {number} failed ({fault})");
            await life;

            foreach (var job in accepted)
                Assert.Equal(JobStatus.Completed, (await core.FindAsync(job.Id)).Status);
            Assert.Equal(1, gate.MostAtOnce);
            await AssertNothingLeftAsync(core);
            await Rows.AssertConsistentAsync(core);
            if (!faults.HasFailed)
                break;
        }
    }

    private static async Task Swept(Core core, int slots) => Assert.Equal(slots, await core.Get<SlotSweep>().SweepAsync(Token));

    private static async Task LiveAsync(Core core, List<Job> accepted)
    {
        for (var i = 0; i < 2; i++)
        {
            try
            {
                accepted.Add(await core.SubmitAsync());
            }
            catch (Exception refused) when (StorageTrouble.Is(refused) || refused is IOException)
            {
                // Its caller tries again.
            }
        }

        // Until everything has ended, and the places and slots of refused submits are gone.
        var table = core.Get<SlotTable>();
        while ((await core.Store.CountAsync(Token))[JobStatus.Completed] < accepted.Count
            || await table.SlotsAsync(Token).AnyAsync(Token)
            || await table.LinesAsync(Token).AnyAsync(Token))
        {
            await core.RunBellsAsync();
            await Retried(() => core.Get<SlotSweep>().SweepAsync(Token));
        }
    }

    private static async Task Retried(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception trouble) when (StorageTrouble.Is(trouble) || trouble is IOException)
        {
            // A timer's next round follows.
        }
    }

    /// <summary>Lets pauses of the service pass, such as one after a request that the clock has overtaken.</summary>
    private static Task PassingTimeAsync(Core core, Task task) => core.PassTimeAsync(task, TimeSpan.FromMilliseconds(10));

    private static async Task RunToTheEndAsync(Core core, Job job)
    {
        var run = Task.CompletedTask;
        await Eventually.BecomesTrue(
            async () =>
            {
                // Short pauses of the service pass; no lease does.
                core.Time.Advance(TimeSpan.FromMilliseconds(10));
                if (run.IsCompleted)
                    run = core.RunBellsAsync();
                return (await core.FindAsync(job.Id)).Status == JobStatus.Completed;
            },
            $"job {job.Id} has completed");

        // It may still be at the bell of a job that is not there, which it looks for once more after a pause.
        await PassingTimeAsync(core, run);
    }

    private static async Task AssertNothingLeftAsync(Core core)
    {
        var table = core.Get<SlotTable>();
        Assert.Empty(await table.SlotsAsync(Token).ToListAsync(Token));
        Assert.Empty(await table.LinesAsync(Token).ToListAsync(Token));
        Assert.Equal(0, (await table.ReadGateAsync(Token)).Gate.Running);
    }

    private sealed class EndNoted : ProcessEnd
    {
        public int Times { get; private set; }

        public override void Now() => Times++;
    }
}
