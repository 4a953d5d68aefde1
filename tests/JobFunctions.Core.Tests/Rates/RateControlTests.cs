using Azure.Data.Tables;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Service;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Rates;

/// <summary>What admins set, however many at the same time.</summary>
public class RateControlTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_rules_that_are_set_at_the_same_time_none_is_lost()
    {
        var account = azurite.NewAccount();
        await using var one = await Core.StartAsync(account);
        await using var other = await Core.StartAsync(account);
        var keys = Enumerable.Range(0, 8).Select(i => $"key:{i}").ToList();

        await Task.WhenAll(keys.Select((key, i) => SetAsync(i % 2 == 0 ? one : other, key)));
        Assert.Equal(keys, await KeysAsync(account));

        await Task.WhenAll(keys.Take(6).Select((key, i) => (i % 2 == 0 ? one : other).Get<RateControl>().ResetAsync(key, Core.Admin, Token)));
        Assert.Equal(keys.Skip(6), await KeysAsync(account));
    }

    [Fact]
    public async Task Rules_that_cannot_be_read_are_not_replaced()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        await core.Account.System.AddEntityAsync(new TableEntity("service", "operator") { ["Rates"] = "type:noop=many" }, Token);

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => SetAsync(core, "key:a"));

        Assert.Contains("can't be read", refused.Message, StringComparison.Ordinal);
        Assert.Equal("type:noop=many", (await core.Account.System.GetEntityAsync<TableEntity>("service", "operator", cancellationToken: Token)).Value["Rates"]);
    }

    [Fact]
    public async Task A_rule_that_the_row_has_no_room_for_is_refused()
    {
        await using var core = await Core.StartAsync(azurite.NewAccount());
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(async () =>
        {
            for (var i = 0; i < RateRules.Most; i++)
                await SetAsync(core, $"key:{i}{new string('\u20ac', 190)}");
        });

        Assert.Contains("no room", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await core.Get<RateControl>().ListAsync(Core.Admin, Token));
    }

    private static Task<RateRule> SetAsync(Core core, string key) =>
        core.Get<RateControl>().SetAsync(new RateRule(key, 5, TimeSpan.FromSeconds(1), 1), Core.Admin, Token);

    private static async Task<IEnumerable<string>> KeysAsync(string account)
    {
        await using var core = await Core.StartAsync(account);
        return (await core.Get<RateControl>().ListAsync(Core.Admin, Token)).Select(rule => rule.Key);
    }
}
