using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Kills a real process while parents end and their children start.</summary>
public class DependencyCrashTests(AzuriteFixture azurite)
{
    private const int Parents = 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Children_of_a_process_that_was_killed_run_after_their_parents_and_none_is_lost()
    {
        var account = azurite.NewAccount();
        var children = new Dictionary<string, string>();
        using (var victim = await ServiceProcess.StartAsync(account))
        {
            for (var number = 0; number < Parents; number++)
            {
                var parent = await SubmitAsync(victim, $"parent {number}");
                children[await SubmitAsync(victim, $"child {number}", parent)] = parent;
            }

            await Eventually.BecomesTrue(async () => await CompletedAsync(victim) >= Parents / 2, "some of the jobs have completed");
            await victim.KillAsync();
        }

        using var successor = await ServiceProcess.StartAsync(account);
        await Eventually.BecomesTrue(async () => await CompletedAsync(successor) == 2 * Parents, "every job has completed");

        foreach (var (child, parent) in children)
        {
            var (one, other) = (await JobAsync(successor, parent), await JobAsync(successor, child));
            Assert.True(
                one.GetProperty("completed_at").GetDateTimeOffset() <= other.GetProperty("started_at").GetDateTimeOffset(), $"{one}\n{other}");

            // A second attempt only where the first one died with the process.
            Assert.Equal(1 + other.GetProperty("retry_count").GetInt32(), other.GetProperty("attempt").GetInt32());
        }

        // The rounds have told what was left.
        await Eventually.BecomesTrue(
            async () =>
            {
                var report = await successor.Http.GetFromJsonAsync<JsonElement>("jobs/consistency", Token);
                TestContext.Current.TestOutputHelper!.WriteLine(report.GetRawText());
                return report.GetProperty("consistent").GetBoolean();
            },
            "nothing is left to be told or mended");
    }

    private static async Task<string> SubmitAsync(ServiceProcess process, string name, params string[] parents)
    {
        using var answer = await process.Http.PostAsJsonAsync(
            "jobs/submit", new { name, type = "noop", config = new { duration_ms = 50 }, depends_on = parents }, Token);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
    }

    private static async Task<int> CompletedAsync(ServiceProcess process) =>
        (await process.Http.GetFromJsonAsync<JsonElement>("jobs/stats", Token)).GetProperty("completed").GetInt32();

    private static Task<JsonElement> JobAsync(ServiceProcess process, string id) =>
        process.Http.GetFromJsonAsync<JsonElement>($"jobs/{id}", Token);
}
