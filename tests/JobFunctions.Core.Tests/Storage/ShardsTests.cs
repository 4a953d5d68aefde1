using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Tests.Storage;

public class ShardsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Shards_may_grow_but_not_shrink()
    {
        var account = azurite.NewAccount();
        await using (await StartAsync(account, 2))
        await using (var more = await StartAsync(account, 6))
        {
            for (var i = 0; i < 8; i++)
                await more.SubmitAsync();
        }

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(account, 4));
        Assert.Contains("jobs lie in 6 shards", refused.Message, StringComparison.Ordinal);
        await using var same = await StartAsync(account, 6);
        Assert.Equal(8, (await same.Store.ListAsync(new JobQuery(), TestContext.Current.CancellationToken)).Jobs.Count);
    }

    [Fact]
    public async Task Processes_that_start_at_once_with_different_numbers_agree_on_the_largest()
    {
        var account = azurite.NewAccount();

        var used = await Task.WhenAll(Enumerable.Range(1, 8).Select(async shards =>
        {
            await using var core = await StartAsync(account, 8);
            return await core.Get<ServiceState>().UseShardsAsync(shards, TestContext.Current.CancellationToken);
        }));

        Assert.All(used, most => Assert.Equal(8, most));
    }

    [Fact]
    public async Task An_outage_does_not_keep_the_app_from_starting()
    {
        var account = azurite.NewAccount();
        await using var before = await StartAsync(account, 4);
        var faults = new FaultPolicy { Pick = (_, request) => request.Uri.Path.Contains("system", StringComparison.Ordinal) ? Fault.Before : null };

        await using var core = await Core.StartAsync(account, policy: faults, settings: ("Storage:CreateIfMissing", "false"));

        Assert.NotEqual(0, faults.Requests);
    }

    private static Task<Core> StartAsync(string account, int shards) => Core.StartAsync(account, settings: ("Storage:Shards", $"{shards}"));
}
