using System.Net.Http.Headers;
using System.Text;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Submits that are sent again, and unique jobs, as a client sees them.</summary>
public class IdempotencyTests(AzuriteFixture azurite)
{
    private const string Body = """{"name": "A job", "type": "noop", "scheduled_at": "2099-01-01T00:00:00Z"}""";

    [Fact]
    public async Task The_same_request_is_answered_as_the_first_time_and_another_one_is_refused()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());

        var first = await SubmitAsync(host, "a key", Body);
        var again = await SubmitAsync(host, "a key", Body);

        Assert.Equal((202, 202), (first.Status, again.Status));
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(["true"], again.Headers.GetValues("Idempotent-Replayed"));
        Assert.Equal(200, (await host.GetAsync($"jobs/{first["job_id"]}")).Status);

        var other = await SubmitAsync(host, "a key", Body.Replace("A job", "Another", StringComparison.Ordinal));
        Assert.Equal(422, other.Status);
        Assert.Contains("Idempotency-Key", other["detail"].GetString(), StringComparison.Ordinal);
        Assert.NotEqual(first["job_id"].GetString(), (await SubmitAsync(host, "another key", Body))["job_id"].GetString());
        Assert.Equal(2, (await host.GetAsync("jobs/stats"))["total_jobs"].GetInt32());
    }

    [Fact]
    public async Task A_key_must_be_one_and_short_and_printable()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());

        Assert.Equal(202, (await SubmitAsync(host, new string('k', 255), Body)).Status);
        foreach (var key in new[] { "", new string('k', 256), "tab\there" })
        {
            var answer = await SubmitAsync(host, key, Body);
            Assert.Equal((400, "Idempotency-Key"), (answer.Status, answer["errors"][0].GetProperty("field").GetString()));
        }
    }

    [Fact]
    public async Task A_refused_request_leaves_its_key_free()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        Assert.Equal(400, (await SubmitAsync(host, "k", """{"name": ""}""")).Status);
        Assert.Equal(202, (await SubmitAsync(host, "k", Body)).Status);
    }

    [Fact]
    public async Task Of_a_form_the_parts_count_and_the_files_of_a_repetition_are_not_kept()
    {
        var account = azurite.NewAccount();
        await using var host = await ContractHost.StartAsync(account);

        var first = await SendFormAsync(host, "jobs/submit", "k", "one");
        var again = await SendFormAsync(host, "jobs/submit", "k", "one");
        Assert.Equal((202, 202), (first.Status, again.Status));
        Assert.Equal(first["job_id"].GetString(), again["job_id"].GetString());
        Assert.Equal(422, (await SendFormAsync(host, "jobs/submit", "k", "two")).Status);

        var prefixes = new HashSet<string>();
        await foreach (var blob in new Azure.Storage.Blobs.BlobContainerClient(account, "jobs").GetBlobsAsync(cancellationToken: TestContext.Current.CancellationToken))
            prefixes.Add(blob.Name.Split('/')[0]);
        Assert.Equal([first["job_id"].GetString()!.Replace("-", "", StringComparison.Ordinal)], prefixes);
    }

    [Fact]
    public async Task Audio_may_be_sent_again()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());

        var first = await SendFormAsync(host, "transcribe/async", "k", "sound");
        Assert.Equal(202, first.Status);
        Assert.Equal(first.Body.GetRawText(), (await SendFormAsync(host, "transcribe/async", "k", "sound")).Body.GetRawText());
        Assert.Equal(422, (await SendFormAsync(host, "transcribe/async", "k", "noise")).Status);
    }

    [Fact]
    public async Task A_unique_submit_is_answered_with_the_job_that_is_there()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        const string unique = """{"name": "A job", "type": "gate", "config": {"a": 1}, "unique_for": "pending_or_running"}""";

        var first = await host.PostAsync("jobs/submit", unique);
        var id = first["job_id"].GetString()!;
        Assert.Equal((202, false), (first.Status, first["duplicate"].GetBoolean()));
        await host.ReachesAsync(id, "running");
        var second = await host.PostAsync("jobs/submit", unique);
        Assert.Equal((200, true, id, "running"), (second.Status, second["duplicate"].GetBoolean(), second["job_id"].GetString(), second["status"].GetString()));
        Assert.Equal(first.Headers.Location, second.Headers.Location);

        await host.PostAsync($"jobs/{id}/cancel");
        var third = await host.PostAsync("jobs/submit", unique);
        Assert.Equal(202, third.Status);
        var restart = await host.PostAsync($"jobs/restart/{id}");
        Assert.Equal((409, third["job_id"].GetString()), (restart.Status, restart["job_id"].GetString()));

        var wrong = await host.PostAsync("jobs/submit", """{"name": "A job", "type": "noop", "unique_for": "ever"}""");
        Assert.Equal((400, "unique_for"), (wrong.Status, wrong["errors"][0].GetProperty("field").GetString()));
    }

    private static async Task<Answer> SubmitAsync(ContractHost host, string key, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "jobs/submit");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await ContractHost.AnswerAsync(await host.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    private static async Task<Answer> SendFormAsync(ContractHost host, string route, string key, string content)
    {
        using var form = new MultipartFormDataContent();
        if (route == "jobs/submit")
            form.Add(new StringContent(Body), "job");
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "audio_file", "a.wav");
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = form };
        request.Headers.Add("Idempotency-Key", key);
        return await ContractHost.AnswerAsync(await host.Http.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
