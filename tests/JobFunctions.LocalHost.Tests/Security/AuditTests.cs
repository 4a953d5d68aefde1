using System.Text.Json;
using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Whatever is done over HTTP stands in the audit trail.</summary>
public class AuditTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Every_kind_of_deed_is_recorded_with_who_did_it()
    {
        await using var host = await ContractHost.StartAsync(
            azurite.NewAccount(), null, ("Audit:FlushInterval", "00:00:00.1"), ("Secrets:CurrentKey", "k"),
            ("Secrets:Keys:k", Convert.ToBase64String(new byte[32])));
        await host.SendAsync(HttpMethod.Put, "webhooks/w", """{"url": "https://localhost:1/"}""");
        var failed = await host.FailedAsync();
        await host.PostAsync($"jobs/failed/{failed}/retry");
        await host.ReachesAsync(failed, "failed");
        await host.PostAsync($"jobs/restart/{failed}");
        await host.ReachesAsync(failed, "failed");
        await host.PostAsync($"jobs/{failed}/hold");
        await host.DeleteAsync($"jobs/{failed}/hold");
        await host.DeleteAsync($"jobs/failed/{failed}");
        await host.PostAsync($"jobs/{await host.SubmitAsync(more: """, "scheduled_at": "2099-01-01T00:00:00Z" """)}/cancel");
        (await host.Http.PutAsync("files/a.csv", new StringContent("a"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await host.PostAsync("files/a.csv/upload-url");
        await host.DeleteAsync("files/a.csv");
        foreach (var action in new[] { "cancel", "retry", "delete" })
            await host.PostAsync("jobs/bulk", $$"""{"action": "{{action}}", "filter": {"type": "noop"} }""");
        await host.PostAsync("jobs/failed/retry-all");
        await host.DeleteAsync("jobs/failed/clear");
        await host.DeleteAsync("jobs/finished");
        await host.PostAsync("jobs/cleanup");
        await host.PostAsync("jobs/resume");
        await host.PostAsync("indexing/reset-stuck-jobs/7");
        await host.PostAsync("job-queue/stop-processor");
        await host.PostAsync("job-queue/start-processor");
        await host.SendAsync(HttpMethod.Put, "limits", "{}");
        await host.DeleteAsync("limits/rates/key:k");
        await host.SendAsync(HttpMethod.Put, "schedules/nightly", Rights.Nightly);
        await host.PostAsync("schedules/nightly/pause");
        await host.PostAsync("schedules/nightly/resume");
        await host.DeleteAsync("schedules/nightly");
        JsonElement delivery = default;
        await Eventually.BecomesTrue(
            async () => (delivery = (await host.GetAsync("webhooks/deliveries"))["deliveries"].EnumerateArray().FirstOrDefault()).ValueKind
                == JsonValueKind.Object,
            "a job has been told of");
        await host.PostAsync($"webhooks/deliveries/{delivery.GetProperty("id").GetString()}/replay");
        await host.PostAsync("webhooks/w/rotate-secret");
        await host.DeleteAsync("webhooks/w");
        var batch = await host.PostAsync("jobs/submit-batch", """[{"name": "x", "type": "noop", "scheduled_at": "2099-01-01T00:00:00Z"}]""");
        await host.PostAsync($"batches/{batch["batch_id"].GetString()}/cancel");

        await Eventually.BecomesTrue(
            async () => await CountAsync("submit") == 3 && await CountAsync("submit_batch") == 1, "every submit is recorded");
        var entries = (await host.GetAsync("audit"))["entries"].EnumerateArray().ToList();
        Assert.All(entries, entry => Assert.Equal("default_user", entry.GetProperty("user_id").GetString()));
        Assert.Equal(
            Core.Audit.AuditActions.All.Order(StringComparer.Ordinal),
            entries.Select(entry => entry.GetProperty("action").GetString()!).Distinct().Order(StringComparer.Ordinal));
        var deletion = entries.Single(entry => entry.GetProperty("action").GetString() == "delete");
        Assert.Equal((failed, "default_user", "was failed"), (
            deletion.GetProperty("target").GetString(), deletion.GetProperty("owner").GetString(), deletion.GetProperty("detail").GetString()));

        async Task<int> CountAsync(string action) => (await host.GetAsync($"audit?action={action}"))["entries"].GetArrayLength();
    }

    [Fact]
    public async Task What_was_refused_is_not_told_as_done()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        Assert.Equal(404, (await host.PostAsync("jobs/abc/cancel")).Status);
        Assert.Equal(404, (await host.DeleteAsync("files/nothing")).Status);

        Assert.Equal(0, (await host.GetAsync("audit"))["entries"].GetArrayLength());
    }

    [Theory]
    [InlineData("action=fly", "action")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=12:00", "from")]
    [InlineData("to=1969-01-01", "to")]
    [InlineData("limit=501", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_wrong_filter_is_named(string query, string field)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.GetAsync($"audit?{query}");

        Assert.Equal(400, answer.Status);
        Assert.Equal(field, answer["errors"][0].GetProperty("field").GetString());
    }
}
