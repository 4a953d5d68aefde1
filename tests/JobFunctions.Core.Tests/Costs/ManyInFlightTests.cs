using System.Diagnostics.Metrics;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Costs;

/// <summary>
/// What 64 jobs in flight cost in storage requests, each step of all of them meeting at the storage: the bell put and deleted and all
/// transactions, of which none may hold one change only as long as others wait. Counts, whatever the speed.
/// </summary>
public sealed class ManyInFlightTests(AzuriteFixture azurite)
{
    private const int Jobs = 64;

    /// <summary>The host deletes each bell by a client of its own, which is not counted.</summary>
    private const int Deletes = Jobs;

    [Fact]
    public async Task In_one_process_a_job_costs_less_than_three_requests()
    {
        var gate = new TransactionGate();
        await using var core = await Core.StartAsync(azurite.NewAccount(), policy: gate);
        using var count = new StorageCount(core.Get<IMeterFactory>());

        await RunAsync(core, core, gate, gate, count);
        count.Dispose();

        Assert.Equal(Jobs, (await core.Store.CountAsync(TestContext.Current.CancellationToken))[JobStatus.Completed]);
        Assert.InRange((count.RequestsWithoutReceives + Deletes) / (double)Jobs, 2, 2.8);
    }

    [Fact]
    public async Task A_job_that_another_process_runs_costs_one_read_more()
    {
        var account = azurite.NewAccount();
        var (gateOfFront, gateOfBack) = (new TransactionGate(), new TransactionGate());
        await using var front = await Core.StartAsync(account, policy: gateOfFront);
        await using var back = await Core.StartAsync(account, front.Time, gateOfBack);
        using var count = new StorageCount(front.Get<IMeterFactory>(), back.Get<IMeterFactory>());

        await RunAsync(front, back, gateOfFront, gateOfBack, count);
        count.Dispose();

        Assert.Equal(Jobs, (await front.Store.CountAsync(TestContext.Current.CancellationToken))[JobStatus.Completed]);

        // Once each: the owner's webhooks by who submits, the operator's settings by who runs.
        Assert.Equal(Jobs + 2, count.Of("table", "read"));
        Assert.InRange((count.RequestsWithoutReceives + Deletes) / (double)Jobs, 3, 3.8);
    }

    private static async Task RunAsync(Core front, Core back, TransactionGate gateOfFront, TransactionGate gateOfBack, StorageCount count)
    {
        count.Reset();
        var (running, returned, allRun) = (0, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        back.Handler.Script = async (_, _) =>
        {
            Interlocked.Increment(ref running);
            await allRun.Task;
            Interlocked.Increment(ref returned);
            return null;
        };

        gateOfFront.Close();
        var submits = Enumerable.Range(0, Jobs).Select(_ => front.SubmitAsync()).ToList();
        await Eventually.BecomesTrue(() => count.Of("queue", "put") == Jobs, "every bell is put");
        gateOfFront.Open();
        await Task.WhenAll(submits);

        gateOfBack.Close();
        var runs = (await back.TakeBellsAsync()).Select(message => back.Get<BellRunner>().RunAsync(message, CancellationToken.None)).ToList();
        Assert.Equal(Jobs, runs.Count);
        await Eventually.BecomesTrue(() => gateOfBack.Waiting > 0 && (front == back || count.Of("table", "read") > Jobs), "the claims are on their way");
        gateOfBack.Open();
        await Eventually.BecomesTrue(() => Volatile.Read(ref running) == Jobs, "every job runs");

        gateOfBack.Close();
        allRun.SetResult();
        await Eventually.BecomesTrue(() => gateOfBack.Waiting > 0 && Volatile.Read(ref returned) == Jobs, "the ends are on their way");
        gateOfBack.Open();
        await Task.WhenAll(runs);
    }
}
