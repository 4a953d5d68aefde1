using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The failed registry by kinds of errors, and what can be done with all jobs of a kind.</summary>
public class BulkByFilterTests(AzuriteFixture azurite)
{
    /// <summary>Orders, and the field that each is refused for.</summary>
    private static readonly (string Body, string Field)[] WrongOrders =
    [
        ("""{"filter": {"status": "failed"}}""", "action"),
        ("""{"action": "run", "filter": {"status": "failed"}}""", "action"),
        ("""{"action": "retry"}""", "filter"),
        ("""{"action": "retry", "filter": []}""", "filter"),
        ("""{"action": "retry", "filter": {}}""", "filter"),
        ("""{"action": "retry", "filter": {"status": null}}""", "filter"),
        ("""{"action": "retry", "filter": {"status": "running"}}""", "filter.status"),
        ("""{"action": "cancel", "filter": {"status": "failed"}}""", "filter.status"),
        ("""{"action": "delete", "filter": {"statuss": "failed", "type": "noop"}}""", "filter.statuss"),
        ("""{"action": "delete", "filter": {"ids": []}}""", "filter.ids"),
        ("""{"action": "delete", "filter": {"ids": ["abc"]}}""", "filter.ids"),
        ("""{"action": "delete", "filter": {"ids": ["550e8400-e29b-41d4-a716-446655440000"], "type": "noop"}}""", "filter.ids"),
        ("""{"action": "delete", "filter": {"fingerprint": "abc"}}""", "filter.fingerprint"),
        ("""{"action": "delete", "filter": {"type": 7}}""", "filter.type"),
        ("""{"action": "delete", "filter": {"type": "noop"}, "dry_run": "yes"}""", "dry_run"),
    ];

    [Fact]
    public async Task A_kind_of_error_is_found_counted_and_retried()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var (one, other) = (await host.FailedAsync(), await host.FailedAsync());
        var gate = await host.SubmitAsync("gate", """{"error": "no such thing"}""");
        host.Gate.Release();
        await host.ReachesAsync(gate, "failed");

        var groups = await host.GetAsync("jobs/failed/groups");
        Assert.True(groups["complete"].GetBoolean());
        Assert.Equal(
            [("gate", 1), ("noop", 2)],
            groups["groups"].EnumerateArray().Select(group => (group.GetProperty("type").GetString(), group.GetProperty("count").GetInt32())));
        var fingerprint = groups["groups"][1].GetProperty("fingerprint").GetString()!;
        Assert.Equal(fingerprint, (await host.GetAsync($"jobs/{one}"))["error_fingerprint"].GetString());
        foreach (var list in new[] { "jobs/failed?", "jobs/list?status=failed&" })
        {
            var listed = (await host.GetAsync($"{list}fingerprint={fingerprint}")).Body.EnumerateArray()
                .Select(job => job.GetProperty(list.StartsWith("jobs/failed", StringComparison.Ordinal) ? "job_id" : "id").GetString()!);
            Assert.Equal(new[] { one, other }.Order(), listed.Order());
        }

        var body = $$"""{"action": "retry", "filter": {"fingerprint": "{{fingerprint}}"}, "dry_run": true}""";
        var dry = await host.PostAsync("jobs/bulk", body);
        Assert.Equal((200, true, 2, 0), (dry.Status, dry["dry_run"].GetBoolean(), dry["matched"].GetInt32(), dry["done"].GetInt32()));
        Assert.Equal("failed", (await host.GetAsync($"jobs/{one}"))["status"].GetString());
        var done = await host.PostAsync("jobs/bulk", body.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal((2, 2, 0, 0), (
            done["matched"].GetInt32(), done["done"].GetInt32(), done["skipped"].GetInt32(), done["error_count"].GetInt32()));
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync($"jobs/{one}")) is var job && job["attempt"].GetInt32() == 2 && job["status"].GetString() == "failed",
            "it is tried again");
    }

    [Fact]
    public async Task A_text_finds_jobs_by_their_names_page_by_page()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        for (var number = 1; number <= 3; number++)
            Assert.Equal(202, (await host.PostAsync("jobs/submit", $$"""{"name": "Import %{{number}} <of> May", "type": "noop"}""")).Status);
        await host.SubmitAsync();

        var first = await host.GetAsync("jobs?limit=2&q=import%20%25");
        Assert.Equal(2, first["jobs"].GetArrayLength());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, first["total"].ValueKind);
        var second = await host.GetAsync($"jobs?limit=2&q=import%20%25&cursor={first["next_cursor"].GetString()}");
        Assert.Equal("Import %1 <of> May", Assert.Single(second["jobs"].EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(0, (await host.GetAsync("jobs/list?q=nowhere")).Body.GetArrayLength());
    }

    [Fact]
    public async Task A_wrong_order_is_refused_and_nothing_done()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.FailedAsync();
        foreach (var (body, field) in WrongOrders)
        {
            var answer = await host.PostAsync("jobs/bulk", body);
            Assert.Equal((400, body), (answer.Status, body));
            Assert.Contains(field, answer["errors"].EnumerateArray().Select(error => error.GetProperty("field").GetString()));
        }

        Assert.Equal("failed", (await host.GetAsync($"jobs/{id}"))["status"].GetString());
    }

    [Fact]
    public async Task A_wrong_fingerprint_is_named()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.GetAsync("jobs/failed?fingerprint=abc");
        Assert.Equal((400, "fingerprint"), (answer.Status, answer["errors"][0].GetProperty("field").GetString()));
    }
}
