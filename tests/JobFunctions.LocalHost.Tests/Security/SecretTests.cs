using System.Text;
using JobFunctions.Core.Handlers;
using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>Secrets of a job reach its handler and nobody else.</summary>
public sealed class SecretTests(AzuriteFixture azurite) : IDisposable
{
    private const string Token = "MARKER-token/ü\\\"1";
    private const string Password = "MARKER-password-2";
    private const string Secrets = """ "secrets": {"password": "MARKER-password-2"} """;
    private const string JsonToken = """MARKER-token/ü\\\"1""";

    private static readonly (string Key, string Value)[] Keys =
        [("Secrets:CurrentKey", "a"), ("Secrets:Keys:a", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="), ("Jobs:RetryBase", "00:00:00")];

    private readonly LeakyHandler _leaky = new();
    private readonly CapturedLog _log = new();
    private readonly StringBuilder _answers = new();

    [Fact]
    public async Task A_marked_secret_is_found_nowhere_in_clear()
    {
        var storage = azurite.NewAccount();
        var host = await StartAsync(storage, Keys);
        await using (host)
        {
            var done = await SubmitAsync(host, $$"""{"access_token": "{{JsonToken}}"}""");
            await host.ReachesAsync(done, "completed");
            await HearAsync(host, done);

            // In a blob, given in other case, and as document 004 calls it.
            var large = await SubmitAsync(host, $$"""{"padding": "{{new string('p', 40_000)}}", "ACCESS_Token": "{{JsonToken}}"}""");
            await host.ReachesAsync(large, "completed");

            var failed = await SubmitAsync(host, $$"""{"access_token": "{{JsonToken}}", "fail": 1}""", ", \"max_retries\": 2");
            await host.ReachesAsync(failed, "failed");
            await HearAsync(host, failed);
            _answers.Append((await host.GetAsync("jobs/failed")).Body.GetRawText());
            await host.PostAsync($"jobs/failed/{failed}/retry");
            await host.ReachesAsync(failed, "failed");
            await host.PostAsync($"jobs/restart/{failed}", """{"config": {"file": 1}}""");
            await host.ReachesAsync(failed, "failed");
            Assert.Contains("holds a secret", (await host.GetAsync($"jobs/{failed}"))["error_message"].GetString(), StringComparison.Ordinal);

            var cancelled = await SubmitAsync(host, $$"""{"access_token": "{{JsonToken}}", "cancelled": 1}""");
            await host.ReachesAsync(cancelled, "running");
            await host.PostAsync($"jobs/{cancelled}/cancel");
            await HearAsync(host, cancelled);

            var refused = await host.PostAsync("jobs/submit", $$"""{"name": "x", "type": "leaky", "config": {"access_token": "{{JsonToken}}", "refuse": 1} }""");
            Assert.Equal(400, refused.Status);
            Assert.Equal("config.access_token '[redacted]' is not wanted", refused["details"].GetString());
            await Eventually.BecomesTrue(() => _log.Text.Contains("threw when its token fired", StringComparison.Ordinal), "the cancelled handler has thrown");
        }

        // Every attempt was given both, in clear: three tries, two times, and one of the others each.
        Assert.Equal(3 + 3 + 4, _leaky.Given.Count);
        Assert.All(_leaky.Given, given => Assert.Equal((Token, Password), (given["access_token"], given["password"])));
        Assert.All(_leaky.Tokens, token => Assert.Equal(Token, token));

        var stored = await StoredText.ReadAsync(storage);
        Assert.Contains("1.a.", stored, StringComparison.Ordinal);
        Assert.Contains("[redacted]", stored, StringComparison.Ordinal);
        Assert.Contains("[redacted]", _log.Text, StringComparison.Ordinal);
        Assert.Contains("[redacted]", _answers.ToString(), StringComparison.Ordinal);
        foreach (var (where, text) in new[] { ("storage", stored), ("the log", _log.Text), ("answers", _answers.ToString()) })
        {
            foreach (var part in new[] { "MARKER", "token/ü", "password-2", Encoded("MARKER"), Encoded("ARKER-"), Encoded("RKER-t") })
                Assert.False(text.Contains(part, StringComparison.Ordinal), $"{part} is in {where}");
        }
    }

    [Fact]
    public async Task A_deletion_leaves_nothing_of_them()
    {
        var storage = azurite.NewAccount();
        await using var host = await StartAsync(storage, Keys);
        var id = await SubmitAsync(host, "{}");
        await host.ReachesAsync(id, "completed");
        Assert.Contains("1.a.", await StoredText.ReadAsync(storage), StringComparison.Ordinal);
        await host.DeleteAsync($"jobs/{id}");

        Assert.DoesNotContain("1.a.", await StoredText.ReadAsync(storage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_they_are_refused_and_nothing_is_stored()
    {
        var storage = azurite.NewAccount();
        await using var host = await StartAsync(storage);
        foreach (var body in new[] { $$"""{"name": "x", "type": "leaky", {{Secrets}}}""", $$"""{"name": "x", "type": "leaky", "config": {"access_token": "MARKER"} }""" })
        {
            var answer = await host.PostAsync("jobs/submit", body);
            Assert.Equal(400, answer.Status);
            Assert.Contains("no key for them (Secrets:CurrentKey)", answer["details"].GetString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("MARKER", await StoredText.ReadAsync(storage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "secrets": {"a": "abc"} """, "4 characters at least")]
    [InlineData(""" "secrets": {"a": 7} """, "members are texts")]
    [InlineData(""" "secrets": ["abcd"] """, "members are texts")]
    [InlineData(""" "secrets": {"": "abcd"} """, "names of 1 to 100")]
    [InlineData(""" "config": {"access_token": 7} """, "config.access_token must be a text, and given once")]
    [InlineData(""" "config": {"access_token": "abcd", "Access_Token": "efgh"} """, "must be a text, and given once")]
    [InlineData(""" "config": {"access_token": "abcd"}, "secrets": {"access_token": "efgh"} """, "must be a text, and given once")]
    public async Task What_is_no_secret_is_refused(string member, string why)
    {
        await using var host = await StartAsync(azurite.NewAccount(), Keys);
        var answer = await host.PostAsync("jobs/submit", $$"""{"name": "x", "type": "leaky", {{member}}}""");

        Assert.Equal(400, answer.Status);
        Assert.Contains(why, answer["details"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_gone_fails_the_job_until_it_is_back()
    {
        var storage = azurite.NewAccount();
        string id;
        await using (var first = await StartAsync(storage, Keys))
            id = await SubmitAsync(first, "{}", ", \"scheduled_at\": \"2099-01-01T00:00:00Z\"");
        await using (var second = await StartAsync(storage, ("Secrets:CurrentKey", "b"), ("Secrets:Keys:b", "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=")))
        {
            await second.PostAsync($"jobs/{id}/cancel");
            Assert.Equal(400, (await second.PostAsync($"jobs/restart/{id}", """{"config": {}}""")).Status);
            await second.PostAsync($"jobs/restart/{id}");
            var failed = await second.ReachesAsync(id, "failed");
            Assert.Contains("sealed with the key 'a', which is not configured", failed["error_message"].GetString(), StringComparison.Ordinal);
        }

        await using var third = await StartAsync(storage, Keys);
        await third.PostAsync($"jobs/failed/{id}/retry");
        await third.ReachesAsync(id, "completed");
        Assert.Equal(Password, Assert.Single(_leaky.Given)["password"]);
    }

    public void Dispose() => _log.Dispose();

    private async Task<ContractHost> StartAsync(string storage, params (string Key, string Value)[] settings) => await ContractHost.StartAsync(
        storage,
        services =>
        {
            services.AddSingleton<IJobHandler>(_leaky);
            services.AddLogging(logging => logging.AddProvider(_log).AddFilter<CapturedLog>(null, LogLevel.Trace));
        },
        settings);

    private static async Task<string> SubmitAsync(ContractHost host, string config, string more = "") =>
        await host.SubmitAsync("leaky", config, $", {Secrets}{more}");

    // Every way on which the service shows a job.
    private async Task HearAsync(ContractHost host, string id)
    {
        foreach (var path in new[] { $"jobs/{id}", $"jobs/{id}/status", $"jobs/status/{id}", $"jobs/status/{id}/poll?timeout=1", $"jobs/status/{id}/stream", $"jobs/{id}/events", $"jobs/{id}/log", "jobs", "audit" })
            _answers.Append(await host.Http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
