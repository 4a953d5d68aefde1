using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Rates as an operator and a caller see them, over the real queues.</summary>
public class RatesTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Jobs_of_a_key_start_at_their_rate_and_say_when()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var put = await host.SendAsync(HttpMethod.Put, "limits/rates/key:mailer", """{"starts": 1, "per_seconds": 3}""");
        Assert.Equal((200, 1, 3, 1), (put.Status, put["starts"].GetInt32(), put["per_seconds"].GetInt32(), put["burst"].GetInt32()));
        var others = await host.SubmitAsync();

        var jobs = new List<string>();
        for (var i = 0; i < 4; i++)
            jobs.Add(await host.SubmitAsync(more: """, "rate_limit_key": "mailer" """));
        await host.ReachesAsync(others, "completed");
        foreach (var job in jobs)
            await host.ReachesAsync(job, "completed");

        var starts = new List<DateTimeOffset>();
        foreach (var job in jobs)
            starts.Add((await host.GetAsync($"jobs/{job}"))["started_at"].GetDateTimeOffset());
        starts.Sort();
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(2), $"{pair.Second - pair.First}"));

        await host.SendAsync(HttpMethod.Put, "limits/rates/key:mailer", """{"starts": 1, "per_seconds": 86400}""");
        await host.SubmitAsync(more: """, "rate_limit_key": "mailer" """);
        var waiting = await host.SubmitAsync(more: """, "rate_limit_key": "mailer" """);
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync($"jobs/{waiting}/explain"))["reason"].GetString() == "waiting_for_rate", "the job says why it waits");
        Assert.Contains("key:mailer", (await host.GetAsync($"jobs/{waiting}/explain"))["message"].GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await host.PostAsync($"jobs/{waiting}/cancel")).Status);

        Assert.Equal(200, (await host.DeleteAsync("limits/rates/key:mailer")).Status);
        Assert.Equal(0, (await host.GetAsync("limits/rates"))["rates"].GetArrayLength());
    }

    [Fact]
    public async Task A_key_may_have_a_slash_in_it()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var put = await host.SendAsync(HttpMethod.Put, "limits/rates/key:https%3A%2F%2Fapi%2Fv1%20%25", """{"starts": 1}""");
        Assert.Equal((200, "key:https://api/v1 %"), (put.Status, put["key"].GetString()));
        Assert.Equal(200, (await host.DeleteAsync("limits/rates/key:https%3A%2F%2Fapi%2Fv1%20%25")).Status);
        Assert.Equal(0, (await host.GetAsync("limits/rates"))["rates"].GetArrayLength());
    }

    [Theory]
    [InlineData("key:k", "{}", "starts")]
    [InlineData("key:k", """{"starts": -1}""", "starts")]
    [InlineData("key:k", """{"starts": "1"}""", "starts")]
    [InlineData("key:k", """{"starts": 1, "per_seconds": 0}""", "per_seconds")]
    [InlineData("key:k", """{"starts": 1, "per_seconds": 86401}""", "per_seconds")]
    [InlineData("key:k", """{"starts": 1, "burst": 0}""", "burst")]
    [InlineData("mailer", """{"starts": 1}""", "key")]
    public async Task What_is_wrong_is_named(string key, string body, string field)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.SendAsync(HttpMethod.Put, $"limits/rates/{key}", body);
        Assert.Equal((400, field), (answer.Status, answer["errors"][0].GetProperty("field").GetString()));
        Assert.Equal(0, (await host.GetAsync("limits/rates"))["rates"].GetArrayLength());
    }
}
