using JobFunctions.LocalHost.Tests.Contracts;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>A schedule from its PUT to its jobs, over the real timer.</summary>
public class ScheduleTests(AzuriteFixture azurite)
{
    private const string Keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Fact]
    public async Task A_schedule_submits_its_jobs_until_it_is_deleted()
    {
        await using var host = await ContractHost.StartAsync(
            azurite.NewAccount(), null, ("Secrets:CurrentKey", "a"), ("Secrets:Keys:a", Keys));
        var put = await host.SendAsync(
            HttpMethod.Put,
            "schedules/often",
            """
            {"cron": "*/2 * * * * *", "time_zone": "Europe/Berlin", "misfire": "skip",
             "job": {"name": "again", "type": "noop", "priority": 3, "tags": ["x"], "secrets": {"token": "hush-hush"}}}
            """);
        Assert.Equal(200, put.Status);
        Assert.Equal(5, put["next_runs"].GetArrayLength());
        Assert.Equal(("again", "noop", 3), (
            put["job"].GetProperty("name").GetString(), put["job"].GetProperty("type").GetString(), put["job"].GetProperty("priority").GetInt32()));
        Assert.DoesNotContain("hush", put.Body.GetRawText(), StringComparison.Ordinal);

        await Eventually.BecomesTrue(
            async () => (await host.GetAsync("jobs/list?tag=schedule:often&status=completed")).Body.GetArrayLength() >= 2, "two runs have ended");
        var job = (await host.GetAsync("jobs/list?tag=schedule:often&status=completed")).Body[0];
        Assert.Equal(("again", "default_user"), (job.GetProperty("name").GetString(), job.GetProperty("user_id").GetString()));
        var schedule = await host.GetAsync("schedules/often");
        Assert.Equal(200, (await host.GetAsync($"jobs/{schedule["last_job_id"]}")).Status);
        Assert.Equal("often", (await host.GetAsync("schedules"))["schedules"][0].GetProperty("name").GetString());

        Assert.Equal(200, (await host.DeleteAsync("schedules/often")).Status);
        Assert.Equal(404, (await host.GetAsync("schedules/often")).Status);
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync("jobs/list?status=scheduled")).Body.GetArrayLength() == 0, "nothing is scheduled any more");
    }

    [Theory]
    [InlineData("often", """{"job": {"name": "n", "type": "noop"}}""", "cron")]
    [InlineData("often", """{"cron": "61 * * * *", "job": {"name": "n", "type": "noop"}}""", "cron")]
    [InlineData("often", """{"cron": "0 0 30 2 *", "job": {"name": "n", "type": "noop"}}""", "cron")]
    [InlineData("often", """{"cron": 5, "job": {"name": "n", "type": "noop"}}""", "cron")]
    [InlineData("often", """{"cron": "@daily", "time_zone": "Mars/Base", "job": {"name": "n", "type": "noop"}}""", "time_zone")]
    [InlineData("often", """{"cron": "@daily", "misfire": "twice", "job": {"name": "n", "type": "noop"}}""", "misfire")]
    [InlineData("often", """{"cron": "@daily", "paused": "no", "job": {"name": "n", "type": "noop"}}""", "paused")]
    [InlineData("often", """{"cron": "@daily"}""", "job")]
    [InlineData("often", """{"cron": "@daily", "job": {"name": "", "type": "noop"}}""", "job.name")]
    [InlineData("often", """{"cron": "@daily", "job": {"name": "n", "type": "none"}}""", "job.type")]
    [InlineData("often", """{"cron": "@daily", "job": {"name": "n", "type": "noop", "config": {"steps": -1}}}""", "job.config.steps")]
    [InlineData("often", """{"cron": "@daily", "job": {"name": "n", "type": "noop", "scheduled_at": "2099-01-01T00:00:00Z"}}""", "job.scheduled_at")]
    [InlineData("often", """{"cron": "@daily", "job": {"name": "n", "type": "noop", "webhook_secret": "x"}}""", "job.webhook_secret")]
    [InlineData("of%20ten", """{"cron": "@daily", "job": {"name": "n", "type": "noop"}}""", "name")]
    public async Task What_is_wrong_is_named_and_nothing_is_stored(string name, string body, string field)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.SendAsync(HttpMethod.Put, $"schedules/{name}", body);
        Assert.Equal((400, field), (answer.Status, answer["errors"][0].GetProperty("field").GetString()));
        Assert.Equal(0, (await host.GetAsync("schedules"))["schedules"].GetArrayLength());
    }
}
