using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Kills a real process in the middle of a job.</summary>
public class CrashTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>
    /// The dead process held the timers for up to 15 s, and the round that finds its jobs comes every 30 s; then the job takes its 10 s. On a
    /// machine that is busy with other things each of these takes several times as long.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_whose_process_was_killed_is_run_again_and_completes_once()
    {
        var account = azurite.NewAccount();

        // A lease that a slow machine can renew: only the process that is killed shall lose its job.
        (string, string)[] settings = [.. ServiceProcess.Impatient, ("Jobs:Lease", "00:00:10")];
        string id;
        using (var victim = await ServiceProcess.StartAsync(account, settings))
        {
            using var answer = await victim.Http.PostAsJsonAsync(
                "jobs/submit", new { name = "survivor", type = "noop", config = new { duration_ms = 10000, steps = 40 } }, Token);
            id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
            await Eventually.BecomesTrue(
                async () => (await JobAsync(victim, id)).GetProperty("progress").GetInt32() is > 0 and < 100, "the job is in the middle of its work");
            await victim.KillAsync();
        }

        using var successor = await ServiceProcess.StartAsync(account, settings);
        JsonElement job = default;
        await Eventually.BecomesTrue(
            async () => (job = await JobAsync(successor, id)).GetProperty("status").GetString() == "completed", "the job has completed", Patience);

        // The crash was charged, and the row has one outcome: that of the second attempt.
        Assert.Equal((2, 1), (job.GetProperty("attempt").GetInt32(), job.GetProperty("retry_count").GetInt32()));
        var stats = await successor.Http.GetFromJsonAsync<JsonElement>("jobs/stats", Token);
        Assert.Equal((1, 1), (stats.GetProperty("total_jobs").GetInt32(), stats.GetProperty("completed").GetInt32()));
    }

    /// <summary>The promise of two minutes, with the settings that everybody has. It takes these minutes, and runs only when asked for.</summary>
    [Fact(Explicit = true)]
    public async Task With_default_settings_a_job_runs_again_or_has_failed_within_two_minutes_of_a_crash()
    {
        var account = azurite.NewAccount();
        using var victim = await ServiceProcess.StartAsync(account, []);
        var again = await LongJobAsync(victim, maxRetries: 1);
        var spent = await LongJobAsync(victim, maxRetries: 0);
        using var survivor = await ServiceProcess.StartAsync(account, []);
        await victim.KillAsync();

        var began = TimeProvider.System.GetTimestamp();
        foreach (var (id, status, attempt) in new[] { (again, "running", 2), (spent, "failed", 1) })
        {
            await Eventually.BecomesTrue(
                async () => await JobAsync(survivor, id) is var job
                    && (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32()) == (status, attempt),
                $"the job is {status}");
            var took = TimeProvider.System.GetElapsedTime(began);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status} {took.TotalSeconds:0.0} s after the crash"));
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(120));
        }
    }

    private static async Task<string> LongJobAsync(ServiceProcess process, int maxRetries)
    {
        using var answer = await process.Http.PostAsJsonAsync(
            "jobs/submit", new { name = "long", type = "noop", max_retries = maxRetries, config = new { duration_ms = 600_000, steps = 600 } }, Token);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
        await Eventually.BecomesTrue(async () => (await JobAsync(process, id)).GetProperty("status").GetString() == "running", "the job runs");
        return id;
    }

    private static Task<JsonElement> JobAsync(ServiceProcess process, string id) =>
        process.Http.GetFromJsonAsync<JsonElement>($"jobs/{id}", Token);
}
