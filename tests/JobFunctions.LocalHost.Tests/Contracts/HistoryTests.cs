using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The flow of jobs as a chart reads it.</summary>
public class HistoryTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task It_holds_over_all_instances_and_restarts()
    {
        var storage = azurite.NewAccount();
        await using (var one = await ContractHost.StartAsync(storage))
        {
            await one.FailedAsync();
            await one.ReachesAsync(await one.SubmitAsync(), "completed");
        }

        await using var other = await ContractHost.StartAsync(storage);
        var id = await other.RunningAsync();
        await other.PostAsync($"jobs/{id}/cancel");

        foreach (var (query, seconds, count) in new[] { ("", 3600, 24), ("?hours=72", 3600, 72), ("?hours=1", 60, 60) })
        {
            var history = await other.GetAsync("jobs/history" + query);
            Assert.Equal((200, seconds, count), (history.Status, history["bucket_seconds"].GetInt32(), history["buckets"].GetArrayLength()));
            Assert.Equal((3, 1, 1, 1), (Sum("submitted"), Sum("completed"), Sum("failed"), Sum("cancelled")));

            long Sum(string field) => history["buckets"].EnumerateArray().Sum(bucket => bucket.GetProperty(field).GetInt64());
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("73")]
    [InlineData("day")]
    public async Task A_wrong_number_of_hours_is_named(string hours)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var answer = await host.GetAsync($"jobs/history?hours={hours}");
        Assert.Equal((400, "hours"), (answer.Status, answer["errors"][0].GetProperty("field").GetString()));
    }
}
