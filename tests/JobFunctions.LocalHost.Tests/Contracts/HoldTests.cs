using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>Holding a job over HTTP.</summary>
public class HoldTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_held_job_says_so_and_stays_until_it_is_released()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.FailedAsync();
        Assert.False((await host.GetAsync($"jobs/{id}"))["held"].GetBoolean());

        (await host.PostAsync($"jobs/{id}/hold")).Shows(200, """{ "success": true, "message": "Job is held until it is released" }""");
        Assert.True((await host.GetAsync($"jobs/{id}"))["held"].GetBoolean());
        Assert.True((await host.GetAsync("jobs/list")).Body[0].GetProperty("held").GetBoolean());

        foreach (var path in new[] { $"jobs/{id}", $"jobs/failed/{id}" })
        {
            var refused = (await host.DeleteAsync(path)).Shows(409, """{ "current_status": "failed" }""");
            Assert.Equal($"Cannot delete job that is held; release it first: DELETE jobs/{id}/hold", refused["detail"].GetString());
        }

        Assert.Equal(0, (await host.DeleteAsync("jobs/finished"))["jobs_deleted"].GetInt32());
        Assert.Equal(0, (await host.DeleteAsync("jobs/failed/clear"))["deleted_count"].GetInt32());

        foreach (var filter in new[] { $$"""{"ids": ["{{id}}"]}""", """{"status": "failed"}""" })
        {
            var bulk = await host.PostAsync("jobs/bulk", $$"""{"action": "delete", "filter": {{filter}} }""");
            Assert.Equal((0, 1), (bulk["done"].GetInt32(), bulk["skipped"].GetInt32()));
        }

        (await host.DeleteAsync($"jobs/{id}/hold")).Shows(200, """{ "success": true, "message": "Job is released" }""");
        Assert.Equal(200, (await host.DeleteAsync($"jobs/{id}")).Status);
        var trail = await host.GetAsync("audit?action=hold");
        Assert.Equal(id, trail["entries"][0].GetProperty("target").GetString());
        Assert.Equal(404, (await host.PostAsync($"jobs/{id}/hold")).Status);
    }
}
