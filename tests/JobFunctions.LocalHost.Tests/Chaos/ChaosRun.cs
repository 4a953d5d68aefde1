using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Limits;
using JobFunctions.LocalHost.Tests.EndToEnd;
using JobFunctions.LocalHost.Tests.Security;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Chaos;

/// <summary>
/// Several processes share the work over unreliable storage, under limits, and one after the other is killed in the middle of it. Then
/// it is looked at what became of every accepted job, and held against what the place of work has seen.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private const int Submitters = 6;

    /// <summary>For the long run on a machine that is busy with other things.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private readonly ChaosPlan _plan;
    private readonly string _account;
    private readonly FaultyStorage _storage;
    private readonly WorkPlace _work;
    private readonly ServiceProcess?[] _processes;
    private readonly ConcurrentDictionary<string, string[]> _accepted = new();
    private readonly ChaosReport _report;
    private readonly Action<string> _tell;
    private int _refused;

    private ChaosRun(ChaosPlan plan, string account, FaultyStorage storage, WorkPlace work, Action<string> tell)
    {
        (_plan, _account, _storage, _work, _tell) = (plan, account, storage, work, tell);
        _processes = new ServiceProcess?[plan.Processes];
        _report = new ChaosReport { Plan = plan };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private (string Key, string Value)[] Settings =>
    [
        .. ServiceProcess.Impatient, .. Tokens.Settings,

        // A lease that a machine under load can renew, and a handler that is told to stop can return in.
        ("Jobs:Lease", "00:00:10"), ("Jobs:SlotGrace", "00:00:05"),
        ("Jobs:MaxConcurrent", $"{_plan.Global}"), ("Jobs:MaxConcurrentPerUser", $"{_plan.PerUser}"),
        ("Jobs:GrantPatience", "00:00:10"), ("Outgoing:AllowHttp", "true"), ("Outgoing:AllowPrivate", "true"),
    ];

    public static async Task<ChaosReport> RunAsync(ChaosPlan plan, string account, Action<string> tell)
    {
        await using var storage = await FaultyStorage.OpenAsync(account, plan.Seed);
        await using var work = await WorkPlace.OpenAsync();
        await using var run = new ChaosRun(plan, account, storage, work, tell);
        var began = TimeProvider.System.GetTimestamp();
        await run.RunAsync();
        run._report.Took = TimeProvider.System.GetElapsedTime(began);
        return run._report;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, _plan.Processes).Select(StartAsync));
        var numbers = new ConcurrentQueue<int>(Enumerable.Range(0, _plan.Jobs));
        var submitting = Task.WhenAll(Enumerable.Range(0, Submitters).Select(submitter => SubmitAllAsync(numbers, new Random(_plan.Seed + submitter))));
        await Task.WhenAll(submitting, KillAllAsync(submitting));
        await EndAsync();
    }

    private async Task StartAsync(int number) =>
        _processes[number] = await ServiceProcess.StartAsync(_storage.ConnectionString, Settings);

    private async Task SubmitAllAsync(ConcurrentQueue<int> numbers, Random random)
    {
        while (numbers.TryDequeue(out var number))
        {
            var user = $"user{random.Next(_plan.Users)}";
            var (expected, body) = NewJob(user, random);
            while (await TrySubmitAsync(user, body, random) is var id)
            {
                if (id is null)
                {
                    Interlocked.Increment(ref _refused);
                    continue;
                }

                // Whether it was cancelled in time is not known: the answer may have been lost.
                var isCancelled = number % 33 == 0;
                if (isCancelled)
                    await TryAsync(random, user, (http, token) => http.PostAsync($"jobs/{id}/cancel", null, token));
                _accepted[id] = isCancelled ? ["cancelled", expected] : [expected];
                break;
            }
        }
    }

    /// <summary>Most jobs succeed, some at their second or third attempt, some never.</summary>
    private (string Expected, object Body) NewJob(string user, Random random)
    {
        var failures = random.Next(20) switch { 0 => -1, 1 => 2, 2 or 3 => 1, _ => 0 };
        var config = _work.Job(user, random.Next(50, 800), failures);

        // Enough retries that the crashes do not use them up.
        return (failures < 0 ? "failed" : "completed",
            new { name = "chaos", type = "http_request", config, max_retries = 100, priority = random.Next(1, 5) });
    }

    private async Task<string?> TrySubmitAsync(string user, object body, Random random)
    {
        string? id = null;
        await TryAsync(random, user, async (http, token) =>
        {
            var answer = await http.PostAsJsonAsync("jobs/submit", body, token);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                id = (await answer.Content.ReadFromJsonAsync<JsonElement>(token)).GetProperty("job_id").GetString();
            return answer;
        });
        return id;
    }

    private async Task<bool> TryAsync(Random random, string user, Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> send)
    {
        if (_processes[random.Next(_plan.Processes)] is not { } process)
            return false;
        try
        {
            using var http = new HttpClient { BaseAddress = process.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Of(user));
            using var answer = await send(http, Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException or JsonException && !Token.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Kills are spread over the work, whatever its pace.</summary>
    private async Task KillAllAsync(Task submitting)
    {
        var random = new Random(_plan.Seed);
        for (var kill = 1; kill <= _plan.Kills; kill++)
        {
            var workDone = kill * _plan.Jobs / (_plan.Kills + 1);
            await Eventually.BecomesTrue(() => submitting.IsFaulted || _work.Done.Count >= workDone, "there is work to interrupt", Patience);
            var victim = random.Next(_plan.Processes);
            var process = _processes[victim]!;
            _processes[victim] = null;
            await process.KillAsync();
            process.Dispose();
            await StartAsync(victim);
            _report.Kills++;
            if (kill % 10 == 0)
                _tell($"{kill} kills, {_accepted.Count} jobs accepted, {_work.Done.Count} attempts seen");
        }
    }

    private async Task EndAsync()
    {
        _tell($"{_accepted.Count} jobs accepted; waiting for the last ones");
        await using var service = await RunningService.StartAsync(_account, Settings);
        service.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.OfAdmin("root"));

        // The rounds that the timers would make, without waiting for the timers.
        await Eventually.BecomesTrue(
            async () =>
            {
                await service.Service<StuckJobs>().ResetAsync(Token);
                await service.Service<LostBells>().RingAsync(Token);
                await service.Service<SlotSweep>().SweepAsync(Token);
                var stats = (await service.GetAsync("jobs/stats")).Answer;
                return stats.GetProperty("pending").GetInt32() + stats.GetProperty("running").GetInt32() == 0;
            },
            "every job has ended",
            Patience);
        await CheckAsync(service);
    }

    private async Task CheckAsync(RunningService service)
    {
        var jobs = await ListAsync(service, "jobs?limit=500");
        var rows = jobs.ToDictionary(job => job.GetProperty("id").GetString()!);
        var seen = _work.Done.GroupBy(work => work.Job).ToDictionary(group => group.Key, group => group.OrderBy(work => work.Attempt).ToList());

        foreach (var (id, expected) in _accepted)
        {
            if (!rows.TryGetValue(id, out var row) || !expected.Contains(row.GetProperty("status").GetString()))
                _report.Lost.Add($"{id}: expected {string.Join(" or ", expected)}, is {(row.ValueKind == JsonValueKind.Undefined ? "gone" : row)}");
        }

        foreach (var (id, row) in rows)
            CheckOutcome(id, row, seen.GetValueOrDefault(id, []));

        var stats = (await service.GetAsync("jobs/stats")).Answer;
        foreach (var status in new[] { "completed", "failed", "cancelled" })
        {
            var ofStatus = jobs.Count(job => job.GetProperty("status").GetString() == status);
            _report.Outcomes[status] = ofStatus;
            var listed = (await ListAsync(service, $"jobs?limit=500&status={status}")).Count;
            var counted = stats.GetProperty(status).GetInt32();
            if (listed != ofStatus || counted != ofStatus)
                _report.CounterErrors.Add($"{status}: {ofStatus} by their rows, {listed} listed, {counted} counted");
        }

        var works = _work.Done;
        _report.Accepted = _accepted.Count;
        _report.Refused = _refused;
        _report.Faults = _storage.Faults;
        _report.Attempts = works.Count;
        _report.CutShort = works.Count(work => work.IsCutShort);
        _report.MostAtOnce = Work.MostAtOnce(works);
        _report.MostOfOneUser = works.GroupBy(work => work.User).Select(Work.MostAtOnce).DefaultIfEmpty().Max();
    }

    /// <summary>No attempt ran twice, the recorded one is the last that ran, and nothing ran after the end.</summary>
    private void CheckOutcome(string id, JsonElement row, List<Work> attempts)
    {
        var status = row.GetProperty("status").GetString();
        var recorded = row.GetProperty("attempt").GetInt32();
        var ended = row.GetProperty("completed_at").GetDateTimeOffset();
        if (attempts.Select(work => work.Attempt).Distinct().Count() != attempts.Count)
            _report.TwoOutcomes.Add($"{id}: an attempt ran twice");
        if (attempts.Any(work => work.Attempt > recorded))
            _report.TwoOutcomes.Add($"{id}: attempt {attempts[^1].Attempt} ran, {recorded} is recorded");
        if (status != "cancelled" && (attempts.Count == 0 || attempts[^1].Attempt != recorded || attempts[^1].IsCutShort))
            _report.TwoOutcomes.Add($"{id}: {status} by attempt {recorded}, which did not end its work");

        // The handler of a job that was claimed and then cancelled hears of it a little later.
        if (status != "cancelled" && attempts.Any(work => work.At > ended))
            _report.TwoOutcomes.Add($"{id}: an attempt began after the job had ended");
    }

    private static async Task<List<JsonElement>> ListAsync(RunningService service, string path)
    {
        var jobs = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await service.GetAsync(cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}")).Answer;
            jobs.AddRange(page.GetProperty("jobs").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        return jobs;
    }
}
