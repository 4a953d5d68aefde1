using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Core.Jobs;
using JobFunctions.LocalHost.Tests.EndToEnd;
using JobFunctions.LocalHost.Tests.Security;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Chaos;

/// <summary>
/// Four processes, three jobs at once, one of each user: all jobs wait first, then they start in the order that was promised, and at no
/// moment more run than may.
/// </summary>
public class LimitsUnderLoadTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const int Processes = 4;
    private const int Global = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Waiting_jobs_start_by_priority_then_age_and_users_take_turns() => StartAllAsync(users: 6, jobsOfEach: 8);

    /// <summary>2,000 jobs of 20 users; takes minutes, and runs only when asked for.</summary>
    [Fact(Explicit = true)]
    public Task Two_thousand_waiting_jobs_start_in_their_order() => StartAllAsync(users: 20, jobsOfEach: 100);

    private async Task StartAllAsync(int users, int jobsOfEach)
    {
        var account = azurite.NewAccount();
        await using var work = await WorkPlace.OpenAsync();
        (string Key, string Value)[] settings =
        [
            .. ServiceProcess.Impatient, .. Tokens.Settings, ("Jobs:Lease", "00:01:00"), ("Jobs:MaxConcurrent", $"{Global}"),
            ("Jobs:MaxConcurrentPerUser", "1"), ("Outgoing:AllowHttp", "true"), ("Outgoing:AllowPrivate", "true"),
        ];
        var processes = new List<ServiceProcess> { await ServiceProcess.StartAsync(account, settings) };
        try
        {
            // Stopped before the others start: a process that had read before that jobs may start would believe it for two seconds more.
            using var admin = Client(processes[0], Tokens.OfAdmin("root"));
            (await admin.PostAsync("job-queue/stop-processor", null, Token)).EnsureSuccessStatusCode();
            processes.AddRange(await Task.WhenAll(Enumerable.Range(1, Processes - 1).Select(_ => ServiceProcess.StartAsync(account, settings))));
            var priorities = new Dictionary<string, int>();
            await Parallel.ForEachAsync(Enumerable.Range(0, users), Token, async (user, _) =>
            {
                using var http = Client(processes[user % Processes], Tokens.Of($"user{user}"));
                for (var job = 0; job < jobsOfEach; job++)
                {
                    var priority = (job % 4) + 1;
                    using var answer = await http.PostAsJsonAsync(
                        "jobs/submit", new { name = "waits", type = "http_request", priority, config = work.Job($"user{user}", 20, 0) }, Token);
                    answer.EnsureSuccessStatusCode();
                    var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
                    lock (priorities)
                        priorities.Add(id, priority);
                }
            });
            Assert.Empty(work.Done);

            (await admin.PostAsync("job-queue/start-processor", null, Token)).EnsureSuccessStatusCode();
            await Eventually.BecomesTrue(
                async () => (await admin.GetFromJsonAsync<JsonElement>("jobs/stats", Token)).GetProperty("completed").GetInt32() == users * jobsOfEach,
                "all have completed",
                TimeSpan.FromMinutes(15));

            Check([.. work.Done.OrderBy(done => done.Began)], priorities, users, jobsOfEach);
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }

    private void Check(IReadOnlyList<Work> starts, Dictionary<string, int> priorities, int users, int jobsOfEach)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{starts.Count} starts, most at once {Work.MostAtOnce(starts)}, of one user {starts.GroupBy(work => work.User).Max(Work.MostAtOnce)}"));
        Assert.Equal(users * jobsOfEach, starts.Count);
        Assert.InRange(Work.MostAtOnce(starts), 1, Global);
        Assert.All(starts.GroupBy(work => work.User), ofUser => Assert.Equal(1, Work.MostAtOnce(ofUser)));

        // A user's own jobs, one after the other: the highest priority first, then the oldest. Of one millisecond any may be the older.
        foreach (var ofUser in starts.GroupBy(work => work.User))
        {
            var order = ofUser.Select(work => (Priority: -priorities[work.Job], Created: JobId.Parse(work.Job).UnixMilliseconds)).ToList();
            Assert.Equal(order.Order(), order);
        }

        // Everybody has as many jobs of each priority: users by turns means that nobody is more than a round ahead. Of the three jobs that
        // were given slots together any may begin first.
        var begun = Enumerable.Range(0, users).ToDictionary(user => $"user{user}", _ => 0);
        var ahead = 0;
        foreach (var work in starts)
        {
            begun[work.User]++;
            ahead = Math.Max(ahead, begun.Values.Max() - begun.Values.Min());
        }

        Assert.InRange(ahead, 1, 2);
    }

    private static HttpClient Client(ServiceProcess process, string token)
    {
        var http = new HttpClient { BaseAddress = process.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
