using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Kills a real process in the middle of a job.</summary>
public class CrashTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_whose_process_was_killed_is_run_again_and_completes_once()
    {
        var account = azurite.NewAccount();
        string id;
        using (var victim = await ServiceProcess.StartAsync(account))
        {
            using var answer = await victim.Http.PostAsJsonAsync(
                "jobs/submit", new { name = "survivor", type = "noop", config = new { duration_ms = 10000, steps = 40 } }, Token);
            id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
            await Eventually.BecomesTrue(
                async () => (await JobAsync(victim, id)).GetProperty("progress").GetInt32() is > 0 and < 100, "the job is in the middle of its work");
            await victim.KillAsync();
        }

        using var successor = await ServiceProcess.StartAsync(account);
        JsonElement job = default;
        await Eventually.BecomesTrue(
            async () => (job = await JobAsync(successor, id)).GetProperty("status").GetString() == "completed", "the job has completed");

        // The crash was charged, and the row has one outcome: that of the second attempt.
        Assert.Equal((2, 1), (job.GetProperty("attempt").GetInt32(), job.GetProperty("retry_count").GetInt32()));
        var stats = await successor.Http.GetFromJsonAsync<JsonElement>("jobs/stats", Token);
        Assert.Equal((1, 1), (stats.GetProperty("total_jobs").GetInt32(), stats.GetProperty("completed").GetInt32()));
    }

    private static Task<JsonElement> JobAsync(ServiceProcess process, string id) =>
        process.Http.GetFromJsonAsync<JsonElement>($"jobs/{id}", Token);
}
