using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Kills a real process in the middle of a batch.</summary>
public partial class BatchCrashTests(AzuriteFixture azurite)
{
    private const int Lines = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_answered_of_an_upload_whose_process_was_killed_is_found_by_the_batch_and_runs()
    {
        var account = azurite.NewAccount();
        string answer;
        using (var victim = await ServiceProcess.StartAsync(account))
        {
            using var connection = new TcpClient();
            var stream = await BeginUploadAsync(victim, connection, LinesOf(Lines), "");
            answer = await ReadAnswersAsync(stream, Lines);
            await victim.KillAsync();
        }

        var batch = BatchId().Match(answer).Groups[1].Value;
        using var successor = await ServiceProcess.StartAsync(account);
        await Eventually.BecomesTrue(
            async () => (await GetAsync(successor, $"batches/{batch}")).GetProperty("completed").GetInt32() == Lines, "every job that was accepted has completed");

        var progress = await GetAsync(successor, $"batches/{batch}");
        Assert.Equal((true, false, Lines), (progress.GetProperty("is_open").GetBoolean(), progress.GetProperty("is_done").GetBoolean(), progress.GetProperty("total_jobs").GetInt32()));
        var listed = (await GetAsync(successor, $"batches/{batch}/jobs")).EnumerateArray().Select(job => job.GetProperty("id").GetString());
        Assert.Equal(JobIds().Matches(answer).Select(match => match.Groups[1].Value).Order(), listed.Order());
    }

    /// <summary>The process dies while it has answered some lines, has stored others without an answer, and is about to store more.</summary>
    [Fact]
    public async Task An_upload_whose_process_was_killed_is_sent_again_and_makes_no_second_job()
    {
        const int all = 100;
        const string key = "nightly-2026-11-28";
        var account = azurite.NewAccount();
        var upload = """{"batch": {"on_complete": {"name": "last", "type": "noop"}}}""" + "\n" + LinesOf(all);
        string cut;
        using (var victim = await ServiceProcess.StartAsync(account))
        {
            using var connection = new TcpClient();
            var stream = await BeginUploadAsync(victim, connection, upload, $"Idempotency-Key: {key}\r\n");
            cut = await ReadAnswersAsync(stream, 1);
            await victim.KillAsync();
        }

        using var successor = await ServiceProcess.StartAsync(account);
        using var request = new HttpRequestMessage(HttpMethod.Post, "jobs/submit-batch")
        {
            Headers = { { "Idempotency-Key", key } },
            Content = new StringContent(upload, Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson")),
        };
        using var response = await successor.Http.SendAsync(request, Token);
        var again = await response.Content.ReadAsStringAsync(Token);

        var batch = BatchId().Match(cut).Groups[1].Value;
        Assert.Equal(batch, BatchId().Match(again).Groups[1].Value);
        Assert.Contains($"{{\"accepted\":{all},\"refused\":0,\"duplicates\":0}}", again, StringComparison.Ordinal);
        var answered = Answered().Matches(again).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.All(Answered().Matches(cut), match => Assert.Equal(answered[match.Groups[1].Value], match.Groups[2].Value));
        var progress = await GetAsync(successor, $"batches/{batch}");
        await Eventually.BecomesTrue(
            async () => (await GetAsync(successor, $"jobs/{progress.GetProperty("completion_job_id")}")).GetProperty("status").GetString() == "completed",
            "every job and then the last one have completed");

        progress = await GetAsync(successor, $"batches/{batch}");
        Assert.Equal((true, all), (progress.GetProperty("is_done").GetBoolean(), progress.GetProperty("completed").GetInt32()));
        Assert.Equal(all + 1, (await GetAsync(successor, "jobs/stats")).GetProperty("total_jobs").GetInt32());
    }

    [Fact]
    public async Task The_completion_job_runs_once_although_the_process_was_killed_while_members_ended()
    {
        var account = azurite.NewAccount();
        string batch;
        using (var victim = await ServiceProcess.StartAsync(account))
        {
            var jobs = Enumerable.Range(0, 40).Select(number => new { name = $"job {number}", type = "noop", config = new { duration_ms = 50 } });
            using var answer = await victim.Http.PostAsJsonAsync("jobs/submit-batch", new { on_complete = new { name = "last", type = "noop" }, jobs }, Token);
            batch = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("batch_id").GetString()!;
            await Eventually.BecomesTrue(
                async () => (await GetAsync(victim, $"batches/{batch}")).GetProperty("completed").GetInt32() >= 20, "half of the members have completed");
            await victim.KillAsync();
        }

        using var successor = await ServiceProcess.StartAsync(account);
        var completion = (await GetAsync(successor, $"batches/{batch}")).GetProperty("completion_job_id").GetString();
        JsonElement job = default;
        await Eventually.BecomesTrue(
            async () => (job = await GetAsync(successor, $"jobs/{completion}")).GetProperty("status").GetString() == "completed", "the completion job has completed");

        Assert.Equal(1, job.GetProperty("attempt").GetInt32());
        Assert.Equal((40, true), ((await GetAsync(successor, $"batches/{batch}")).GetProperty("completed").GetInt32(), (await GetAsync(successor, $"batches/{batch}")).GetProperty("is_done").GetBoolean()));
    }

    private static string LinesOf(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(number => $$"""{"name": "job {{number}}", "type": "noop"}""" + "\n"));

    /// <summary>The upload stops in the middle: its last chunk never comes.</summary>
    private static async Task<NetworkStream> BeginUploadAsync(ServiceProcess service, TcpClient connection, string lines, string headers)
    {
        await connection.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port, Token);
        var stream = connection.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/v1/jobs/submit-batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n{headers}Transfer-Encoding: chunked\r\n\r\n"
                + $"{lines.Length:x}\r\n{lines}\r\n"),
            Token);
        return stream;
    }

    private static async Task<string> ReadAnswersAsync(NetworkStream stream, int count)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (JobIds().Count(text.ToString()) < count)
        {
            var read = await stream.ReadAsync(buffer, Token).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Token);
            Assert.True(read > 0, text.ToString());
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static Task<JsonElement> GetAsync(ServiceProcess process, string path) => process.Http.GetFromJsonAsync<JsonElement>(path, Token);

    [GeneratedRegex("\"batch_id\":\"([^\"]+)\"")]
    private static partial Regex BatchId();

    [GeneratedRegex("\"index\":([0-9]+),\"job_id\":\"([^\"]+)\"")]
    private static partial Regex Answered();

    [GeneratedRegex("\"job_id\":\"([^\"]+)\"")]
    private static partial Regex JobIds();
}
