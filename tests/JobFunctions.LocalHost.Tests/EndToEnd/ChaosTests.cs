using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Core.Execution;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>
/// Three processes share the work over one storage account, and one after the other is killed in the middle of it: every accepted job
/// ends, once, and what is counted is what is listed.
/// </summary>
public class ChaosTests(AzuriteFixture azurite)
{
    private const int Processes = 3;
    private const int Kills = 6;
    private const int JobsBetweenKills = 15;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_dies_every_accepted_job_ends_once()
    {
        var account = azurite.NewAccount();
        var random = new Random(7);
        var processes = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => ServiceProcess.StartAsync(account)));
        var accepted = new Dictionary<string, string>();

        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                for (var job = 0; job < JobsBetweenKills; job++)
                {
                    var (expected, body) = NewJob(random);
                    using var answer = await processes[random.Next(Processes)].Http.PostAsJsonAsync("jobs/submit", body, Token);
                    answer.EnsureSuccessStatusCode();
                    accepted.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!, expected);
                }

                var victim = random.Next(Processes);
                await processes[victim].KillAsync();
                processes[victim].Dispose();
                processes[victim] = await ServiceProcess.StartAsync(account);
            }

            // The rounds that the timers would make, without waiting for the timers.
            await using var service = await RunningService.StartAsync(account, ServiceProcess.Impatient);
            var survivor = service.Http;
            await Eventually.BecomesTrue(
                async () =>
                {
                    await service.Service<StuckJobs>().ResetAsync(null, Token);
                    await service.Service<LostBells>().RingAsync(Token);
                    return await CountAsync(survivor, "pending") + await CountAsync(survivor, "running") == 0;
                },
                "every job has ended");

            var listed = await ListAsync(survivor, "");
            Assert.Equal(accepted.Keys.Order(), listed.Select(job => job.GetProperty("id").GetString()!).Order());
            Assert.All(listed, job => Assert.Equal(accepted[job.GetProperty("id").GetString()!], job.GetProperty("status").GetString()));
            foreach (var status in new[] { "completed", "failed" })
            {
                var ofStatus = listed.Count(job => job.GetProperty("status").GetString() == status);
                Assert.Equal(ofStatus, await CountAsync(survivor, status));
                Assert.Equal(ofStatus, (await ListAsync(survivor, $"&status={status}")).Count);
            }
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }

    /// <summary>Most jobs succeed, some at their second attempt, some never.</summary>
    private static (string Expected, object Body) NewJob(Random random)
    {
        var failures = random.Next(10) switch { 0 => -1, 1 or 2 => 1, _ => 0 };
        var config = new { duration_ms = random.Next(50, 1500), steps = 5, fail_times = failures };

        // Enough retries that the crashes do not use them up; a job that always fails has none to waste.
        return (failures < 0 ? "failed" : "completed", new { name = "chaos", type = "noop", config, max_retries = failures < 0 ? 0 : 50 });
    }

    private static async Task<int> CountAsync(HttpClient http, string status) =>
        (await http.GetFromJsonAsync<JsonElement>("jobs/stats", Token)).GetProperty(status).GetInt32();

    private static async Task<List<JsonElement>> ListAsync(HttpClient http, string filter) =>
        [.. (await http.GetFromJsonAsync<JsonElement>($"jobs/list?limit=500{filter}", Token)).EnumerateArray()];
}
