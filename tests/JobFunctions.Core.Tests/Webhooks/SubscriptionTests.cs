using JobFunctions.Core.Service;
using JobFunctions.Core.Webhooks;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Webhooks;

public class SubscriptionTests(AzuriteFixture azurite)
{
    private static readonly Caller Bob = new("bob", IsAdmin: false, new HashSet<string>());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_hears_of_its_owners_jobs_of_its_types_submitted_from_then_on()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        var early = await core.SubmitAsync();
        var (_, secret) = await core.Get<WebhookControl>().PutAsync("mine", receiver.Url, ["completed"], ["scripted"], Core.Ann, Token);
        var heard = await core.SubmitAsync();
        var bobs = await core.SubmitAsync(caller: Bob);
        await core.RunBellsAsync();

        await Receiver.TellAsync(core);
        await Receiver.SendAsync(core);

        var call = Assert.Single(receiver.Calls);
        Assert.Contains(heard.Id.ToString(), call.Text, StringComparison.Ordinal);
        Assert.True(Receiver.IsSignedBy(call, secret!));
        Assert.Equal("mine", (await Receiver.OnlyAsync(core)).Subscription);
        Assert.DoesNotContain(call.Text, new[] { early.Id.ToString(), bobs.Id.ToString() });
    }

    [Fact]
    public async Task A_new_secret_is_used_beside_the_old_one_until_the_overlap_is_over()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        var control = core.Get<WebhookControl>();
        var (_, old) = await control.PutAsync("mine", receiver.Url, [], [], Core.Ann, Token);
        var secret = await control.RotateAsync("mine", 1, Core.Ann, Token);

        await CallAsync(core);
        core.Time.Advance(TimeSpan.FromHours(2));
        await CallAsync(core);

        Assert.Equal([true, true], receiver.Calls.Select(call => Receiver.IsSignedBy(call, secret)));
        Assert.Equal([true, false], receiver.Calls.Select(call => Receiver.IsSignedBy(call, old!)));
        Assert.DoesNotContain(secret, await StoredAsync(core), StringComparison.Ordinal);
        Assert.DoesNotContain(old!, await StoredAsync(core), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_not_called_again_until_its_owner_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = number => number == 1 ? 410 : 200;
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        var control = core.Get<WebhookControl>();
        await control.PutAsync("mine", receiver.Url, [], [], Core.Ann, Token);

        await CallAsync(core);
        Assert.Equal(WebhookState.Failed, (await Receiver.OnlyAsync(core)).State);
        Assert.NotNull((await control.GetAsync("mine", Core.Ann, Token)).Disabled);
        await CallAsync(core);
        Assert.Single(receiver.Calls);

        var (enabled, shown) = await control.PutAsync("mine", receiver.Url, [], [], Core.Ann, Token);
        Assert.Equal((null, null), (enabled.Disabled, shown));
        await CallAsync(core);
        Assert.Equal(2, receiver.Calls.Count);
    }

    [Fact]
    public async Task Who_has_no_webhook_pays_for_none()
    {
        var faults = new FaultPolicy();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount(), policy: faults);
        var asked = 0;
        faults.Pick = (_, request) =>
        {
            if (request.Uri.Path.Contains("webhooks", StringComparison.Ordinal))
                Interlocked.Increment(ref asked);
            return null;
        };

        await core.SubmitAsync();
        await core.RunBellsAsync();

        Assert.Equal(0, asked);
        Assert.Empty(await core.OutboxAsync());
    }

    [Theory]
    [InlineData("deliveries", "https://example.org", "completed", "scripted", "name")]
    [InlineData("a/b", "https://example.org", "completed", "scripted", "name")]
    [InlineData("w", "ftp://example.org", "completed", "scripted", "url")]
    [InlineData("w", "https://example.org", "exploded", "scripted", "events")]
    [InlineData("w", "https://example.org", "completed", "nope", "types")]
    public async Task What_is_wrong_is_named_and_nothing_is_stored(string name, string url, string eventWord, string type, string field)
    {
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => core.Get<WebhookControl>().PutAsync(name, url, [eventWord], [type], Core.Ann, Token));

        Assert.Equal(field, Assert.Single(refused.Errors).Field);
        Assert.Empty(await core.Get<WebhookControl>().ListAsync(Core.Ann, Token));
    }

    private static async Task CallAsync(Core core)
    {
        core.Time.Advance(KnownSubscriptions.KnownFor + TimeSpan.FromSeconds(2));
        await core.SubmitAsync();
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);
        await Receiver.SendAsync(core);
    }

    private static async Task<string> StoredAsync(Core core)
    {
        var rows = await core.Account.Webhooks.QueryAsync<Azure.Data.Tables.TableEntity>(cancellationToken: Token).ToListAsync(Token);
        return string.Join('\n', rows.SelectMany(row => ((IDictionary<string, object>)row).Values).OfType<string>());
    }
}
