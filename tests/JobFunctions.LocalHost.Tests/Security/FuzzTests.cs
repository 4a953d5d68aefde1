using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Data.Tables;
using JobFunctions.Core.Storage;
using JobFunctions.LocalHost.Http;
using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>
/// Ten thousand generated requests, handed to the host's own dispatcher without a client or a server in between that would put them
/// right: none may bring an error of the service's own, hang, or leave half a job. <c>FUZZ_SEED</c> and <c>FUZZ_REQUESTS</c> ask for others.
/// </summary>
public class FuzzTests(AzuriteFixture azurite)
{
    private const int AtOnce = 16;

    /// <summary>Far longer than any of them takes, also on a machine that is busy with other things; polls and streams are told to leave sooner.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ClientLeaves = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Whatever_comes_in_nothing_breaks()
    {
        var (seed, count) = (Number("FUZZ_SEED", 4711), Number("FUZZ_REQUESTS", 10_000));
        var storage = azurite.NewAccount();
        await using var host = await ContractHost.StartAsync(
            storage, null, ("Jobs:RetryBase", "00:00:00"),
            ("Secrets:CurrentKey", "a"), ("Secrets:Keys:a", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="));
        var requests = new FuzzRequests(seed) { Jobs = [await host.FailedAsync(), await host.SubmitAsync(), await host.SubmitAsync()] };
        var statuses = new ConcurrentDictionary<int, int>();
        var functions = new ConcurrentDictionary<string, int>();
        var wrong = new ConcurrentQueue<string>();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, count).Select(_ => requests.Next()).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (request, _) =>
            {
                var answer = await AnswerAsync(host, request);
                statuses.AddOrUpdate(answer.Status, 1, (_, before) => before + 1);
                functions.AddOrUpdate(request.Function, 1, (_, before) => before + 1);
                if (answer.Wrong is { } reason)
                    wrong.Enqueue($"{reason}: {request} -> {answer.Status} {answer.Body}");
            });

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{count} requests to {functions.Count} functions, seed {seed}: "
            + string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} × {pair.Key}")));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong.Take(10))}");
        Assert.True(statuses.GetValueOrDefault(202) > count / 200, "too few submits went through to say anything");
        await host.SendAsync(HttpMethod.Put, "limits", "{}");
        await host.PostAsync("job-queue/start-processor");
        Assert.Equal(200, (await host.GetAsync("jobs/stats")).Status);
        await AssertWholeAsync(host);
    }

    private static async Task<(int Status, string Body, string? Wrong)> AnswerAsync(ContractHost host, FuzzRequest request)
    {
        await using var scope = host.Service<IServiceScopeFactory>().CreateAsyncScope();
        using var leaves = new CancellationTokenSource();
        if (request.Function is "JobStatusStream" or "JobStatusPoll" or "OneJobEvents" or "OneJobLog")
            leaves.CancelAfter(ClientLeaves);
        var body = new MemoryStream();
        var http = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            RequestAborted = leaves.Token,
            Request = { Method = request.Method, Path = new PathString(Decoded(request.Path)), Scheme = "http", Host = new HostString("h") },
            Response = { Body = body },
        };
        http.Request.QueryString = new QueryString(request.Query);
        http.Request.Body = new BodyStream(request.Body);
        foreach (var (name, value) in request.Headers)
            http.Request.Headers.Append(name, value);
        try
        {
            await host.Service<HttpDispatcher>().HandleAsync(http).WaitAsync(Hang);
        }
        catch (TimeoutException)
        {
            return (0, "", "it hangs");
        }
        catch (Exception thrown)
        {
            return (0, thrown.ToString(), "it throws");
        }

        var text = System.Text.Encoding.UTF8.GetString(body.ToArray());
        return (http.Response.StatusCode, text.Length > 500 ? text[..500] : text, Wrong(request.Function, http, text));
    }

    // As the server does it: once, and without slashes. That it takes dots away, too, is not relied on here.
    private static string Decoded(string path) => string.Join("%2f", path.Split("%2f").Select(Uri.UnescapeDataString));

    private static string? Wrong(string function, HttpContext http, string text)
    {
        var status = http.Response.StatusCode;

        // An emulator that ten thousand requests keep busy may be too slow for readiness, which has to say so.
        if (status == 503 && function == "HealthReady")
            return null;
        if (status is >= 500 or < 200)
            return "an error of the service";
        if (http.Response.Headers.ContainsKey("X-Injected"))
            return "a header was injected";
        if (status is >= 400 and not (404 or 499 or 416) || (status == 404 && text.Length > 0))
            return http.Response.ContentType == "application/problem+json" && IsProblem(text, status) ? null : "no problem document";
        return null;
    }

    private static bool IsProblem(string text, int status)
    {
        try
        {
            var problem = JsonElement.Parse(text);
            return problem.GetProperty("status").GetInt32() == status && problem.GetProperty("detail").GetString()!.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Every job has exactly the rows that belong to it, the counters know them, and every one comes to an end or waits for its time.</summary>
    private static async Task AssertWholeAsync(ContractHost host)
    {
        var token = TestContext.Current.CancellationToken;
        foreach (var status in new[] { "pending", "running" })
            await EndAsync(host, status);

        var rows = new List<TableEntity>();
        await foreach (var row in host.Service<StorageAccount>().Jobs.QueryAsync<TableEntity>(cancellationToken: token))
            rows.Add(row);
        var jobs = rows.Where(row => row.RowKey.StartsWith("j_", StringComparison.Ordinal)).ToDictionary(row => row.GetString("Id"));
        var index = rows.Where(row => row.RowKey[0] is 's' or 'o' or 'p').ToLookup(row => row.GetString("Id"));
        Assert.Equal(jobs.Keys.Order(), index.Select(rows => rows.Key).Order());
        foreach (var (id, job) in jobs)
        {
            Assert.Equal(job.GetString("Program") is null ? "os" : "ops", string.Concat(index[id].Select(row => row.RowKey[0]).Order()));
            Assert.All(index[id], row => Assert.Equal(job.GetString("Status"), row.GetString("Status")));
            Assert.Equal(200, (await host.GetAsync($"jobs/{id}")).Status);
        }

        var counts = (await host.GetAsync("jobs/stats"))["total_jobs"].GetInt32();
        Assert.Equal(jobs.Count, counts);
        TestContext.Current.TestOutputHelper!.WriteLine($"{jobs.Count} jobs, all of them whole");
    }

    // A bell that came before its job's row waits longer each time, and a timer looks for lost ones once a minute: patience for several rounds.
    private static async Task EndAsync(ContractHost host, string status)
    {
        const int rounds = 5;
        var left = "";
        for (var round = 1; ; round++)
        {
            try
            {
                await Eventually.BecomesTrue(
                    async () => (left = (await host.GetAsync($"jobs/list?status={status}")).Body.GetRawText()) == "[]", $"no job is {status}");
                return;
            }
            catch (TimeoutException late)
            {
                Assert.True(round < rounds, $"{late.Message}, {rounds} times: {left}");
            }
        }
    }

    /// <summary>A body as a server has it: read once, from the beginning to its end.</summary>
    private sealed class BodyStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
