using System.Diagnostics;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Storage;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>An instance that dies without a word counts as a worker until its silence has lasted for long enough.</summary>
public class SilentInstanceTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_process_is_forgotten_after_five_minutes()
    {
        var storage = azurite.NewAccount();
        var time = new ShiftedTime();
        await using var host = await ContractHost.StartAsync(
            storage, services => time.Replace(services), ("Jobs:Heartbeat", "00:00:00.5"), ("Jobs:ProcessId", "survivor"));
        using (var victim = Start(storage))
        {
            await WorkersBecomeAsync(host, 2);
            victim.Kill();
            await victim.WaitForExitAsync(Token);
        }

        // Its row stands, since it could not take its leave.
        time.Advance(TimeSpan.FromMinutes(4));
        await host.Service<SilentInstances>().ForgetAsync(Token);
        Assert.Equal(["survivor", "victim"], await NamesAsync(host));

        time.Advance(TimeSpan.FromMinutes(2));
        await WorkersBecomeAsync(host, 1);
        await host.Service<SilentInstances>().ForgetAsync(Token);
        Assert.Equal(["survivor"], await NamesAsync(host));
    }

    private static Process Start(string storage)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "JobFunctions.LocalHost.dll"), "--processor-only", "--process-id", "victim",
            },
            Environment = { ["AzureWebJobsStorage"] = storage, ["LOG_LEVEL"] = "ERROR" },
        };
        return Process.Start(start)!;
    }

    private static Task WorkersBecomeAsync(ContractHost host, int number) => Eventually.BecomesTrue(
        async () => (await host.GetAsync("jobs/stats"))["total_workers"].GetInt32() == number, $"there are {number} workers");

    private static async Task<IEnumerable<string>> NamesAsync(ContractHost host) =>
        (await host.Service<InstanceTable>().ListAsync(Token)).Select(instance => instance.Name).Order();
}
