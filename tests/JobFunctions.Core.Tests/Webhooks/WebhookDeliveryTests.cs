using JobFunctions.Core.Bulk;
using System.Text.Json;
using Azure;
using Azure.Core;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Service;
using JobFunctions.Core.Webhooks;
using JobFunctions.Testing;

namespace JobFunctions.Core.Tests.Webhooks;

public class WebhookDeliveryTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_tells_its_end_signed_and_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        var job = await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();

        Assert.Equal(1, await Receiver.TellAsync(core));
        await Receiver.SendAsync(core);

        var call = Assert.Single(receiver.Calls);
        Assert.True(Receiver.IsSignedBy(call, Receiver.Secret));
        Assert.Equal("application/json; charset=utf-8", call.Headers["Content-Type"]);
        var payload = JsonElement.Parse(call.Text);
        Assert.Equal("job.completed", payload.GetProperty("type").GetString());
        Assert.Equal((job.Id.ToString(), "ann", 1), (
            payload.GetProperty("data").GetProperty("job_id").GetString(),
            payload.GetProperty("data").GetProperty("user_id").GetString(),
            payload.GetProperty("data").GetProperty("attempt").GetInt32()));
        var delivery = await Receiver.OnlyAsync(core);
        Assert.Equal((WebhookState.Delivered, 1, call.Headers["webhook-id"]), (delivery.State, delivery.Tries, delivery.MessageId));
        Assert.Equal(200, Assert.Single(delivery.Log).Status);
    }

    [Fact]
    public async Task A_process_that_dies_after_the_change_loses_no_call_even_of_a_job_that_is_deleted_then()
    {
        var account = azurite.NewAccount();
        await using var receiver = await Receiver.StartAsync();
        await using var dead = await Receiver.ProcessAsync(account);
        var job = await dead.SubmitAsync(receiver.Told());
        await dead.RunBellsAsync();
        await dead.Jobs.DeleteAsync(job.Id.ToString(), Core.Ann, Token);

        await using var other = await Receiver.ProcessAsync(account, dead);
        Assert.Equal(1, await Receiver.TellAsync(other));
        await Receiver.SendAsync(other);

        Assert.Contains(job.Id.ToString(), Assert.Single(receiver.Calls).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_between_row_and_message_makes_one_delivery_in_the_end()
    {
        var faults = new FaultPolicy();
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount(), policy: faults);
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();

        faults.Pick = (_, request) => IsPut(request) ? Fault.Before : null;
        Assert.Equal(0, await Receiver.TellAsync(core));
        faults.Pick = (_, _) => null;
        Assert.Equal(1, await Receiver.TellAsync(core));
        await Receiver.SendAsync(core);

        Assert.Equal(WebhookState.Delivered, (await Receiver.OnlyAsync(core)).State);
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task A_crash_after_the_call_repeats_it_under_the_same_id_and_one_outcome_is_recorded()
    {
        var faults = new FaultPolicy();
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount(), policy: faults);
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);
        var message = Assert.Single(await Receiver.TakeAsync(core));

        faults.Pick = (_, request) => request.Method == RequestMethod.Put && request.Uri.Path.Contains("webhooks(", StringComparison.Ordinal) ? Fault.Before : null;
        await Assert.ThrowsAnyAsync<Exception>(() => core.Get<WebhookSender>().RunAsync(message, Token));
        faults.Pick = (_, _) => null;
        await core.Get<WebhookSender>().RunAsync(message, Token);
        await core.Get<WebhookSender>().RunAsync(message, Token);

        Assert.Equal(2, receiver.Calls.Count);
        Assert.Single(receiver.Calls.Select(call => (call.Headers["webhook-id"], call.Text)).Distinct());
        Assert.Equal((WebhookState.Delivered, 1), ((await Receiver.OnlyAsync(core)).State, (await Receiver.OnlyAsync(core)).Tries));
    }

    [Fact]
    public async Task A_call_that_is_not_taken_comes_again_until_it_is_given_up_and_can_be_replayed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => 500;
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);
        var id = (await Receiver.OnlyAsync(core)).Id;

        await TryAsync(core, id, 0);
        var delivery = await Receiver.OnlyAsync(core);
        Assert.Equal((WebhookState.Pending, 1), (delivery.State, delivery.Tries));
        Assert.InRange(delivery.NextAt!.Value - core.Time.GetUtcNow(), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.5));

        // A message that the row has overtaken makes no call.
        await TryAsync(core, id, 0);
        Assert.Single(receiver.Calls);
        for (var tries = 1; tries < WebhookSchedule.Tries; tries++)
            await TryAsync(core, id, tries);
        Assert.Equal((WebhookState.Failed, WebhookSchedule.Tries), ((await Receiver.OnlyAsync(core)).State, receiver.Calls.Count));

        receiver.Answer = _ => 204;
        await core.Get<WebhookLog>().ReplayAsync(id, null, Core.Ann, Token);
        await TryAsync(core, id, 0);
        Assert.Equal(WebhookState.Delivered, (await Receiver.OnlyAsync(core)).State);
        Assert.Single(receiver.Calls.Select(call => call.Headers["webhook-id"]).Distinct());
        await Assert.ThrowsAsync<NotFoundException>(() => core.Get<WebhookLog>().ReplayAsync(id, null, Core.Admin, Token));
    }

    [Fact]
    public async Task A_crash_in_a_replay_leaves_no_call_that_waits_for_ever()
    {
        var faults = new FaultPolicy();
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount(), policy: faults);
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);
        await Receiver.SendAsync(core);
        var id = (await Receiver.OnlyAsync(core)).Id;

        // An answer that the client does not try again, once the row has been written.
        var written = false;
        faults.Pick = (_, request) =>
        {
            if (IsPut(request) && written)
                throw new RequestFailedException(403, "no");
            written |= request.Method == RequestMethod.Put;
            return null;
        };
        await Assert.ThrowsAsync<RequestFailedException>(() => core.Get<WebhookLog>().ReplayAsync(id, null, Core.Ann, Token));
        faults.Pick = (_, _) => null;

        Assert.True(written);
        Assert.Equal(WebhookState.Pending, (await Receiver.OnlyAsync(core)).State);
        Assert.Equal(1, (await core.Account.Queues.GetQueueClient(WebhookLane.Name).GetPropertiesAsync(Token)).Value.ApproximateMessagesCount);
        await TryAsync(core, id, 0);
        Assert.Equal(2, receiver.Calls.Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_refusal_that_can_not_be_read_counts_as_one(string encoding)
    {
        await using var receiver = await Receiver.StartAsync();
        (receiver.Answer, receiver.WrongEncoding) = (_ => 500, encoding);
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);

        await Receiver.SendAsync(core);

        var delivery = await Receiver.OnlyAsync(core);
        Assert.Equal((WebhookState.Pending, 1), (delivery.State, delivery.Tries));
        Assert.Equal((500, "500 Internal Server Error"), (delivery.Log[0].Status, delivery.Log[0].Error));
    }

    [Fact]
    public async Task A_call_whose_key_is_gone_is_given_up_with_the_reason_and_can_be_replayed_when_it_is_back()
    {
        var account = azurite.NewAccount();
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(account);
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);

        await using (var keyless = await Core.StartAsync(account, core.Time))
            await Receiver.SendAsync(keyless);
        var delivery = await Receiver.OnlyAsync(core);
        Assert.Equal(WebhookState.Failed, delivery.State);
        Assert.Contains("Secrets:Keys:k", delivery.Log[0].Error, StringComparison.Ordinal);

        await core.Get<WebhookLog>().ReplayAsync(delivery.Id, null, Core.Ann, Token);
        await Receiver.SendAsync(core);
        Assert.True(Receiver.IsSignedBy(Assert.Single(receiver.Calls), Receiver.Secret));
    }

    [Fact]
    public async Task An_admin_sees_and_replays_anothers_deliveries_and_nobody_else_does()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        await core.SubmitAsync(receiver.Told());
        await core.RunBellsAsync();
        await Receiver.TellAsync(core);
        await Receiver.SendAsync(core);
        var log = core.Get<WebhookLog>();
        var ann = Core.Ann.UserId;

        var seen = Assert.Single((await log.ListAsync(ann, null, 50, Core.Admin, Token)).Deliveries);
        await log.ReplayAsync(seen.Id, ann, Core.Admin, Token);
        await Receiver.SendAsync(core);
        Assert.Equal((2, WebhookState.Delivered), (receiver.Calls.Count, (await Receiver.OnlyAsync(core)).State));

        var bob = new Caller("bob", IsAdmin: false, new HashSet<string>());
        await Assert.ThrowsAsync<ForbiddenException>(() => log.ListAsync(ann, null, 50, bob, Token));
        await Assert.ThrowsAsync<ForbiddenException>(() => log.ReplayAsync(seen.Id, ann, bob, Token));
        Assert.Empty((await log.ListAsync(null, null, 50, Core.Admin, Token)).Deliveries);
    }

    [Fact]
    public async Task Deliveries_go_with_their_age_and_younger_ones_stay()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        await DeliverAsync();
        core.Time.Advance(TimeSpan.FromDays(6));
        await DeliverAsync();
        var both = (await core.Get<WebhookLog>().ListAsync(null, null, 50, Core.Ann, Token)).Deliveries;

        // The job of a call may be gone long before the call is.
        core.Time.Advance(TimeSpan.FromDays(1.5));
        await core.Get<Retention>().CleanUpAsync(Token);

        Assert.Equal(2, both.Count);
        Assert.Equal(both[0].Id, (await Receiver.OnlyAsync(core)).Id);

        async Task DeliverAsync()
        {
            await core.TrySubmitAsync(receiver.Told("completed"));
            await core.RunBellsAsync();
            await Receiver.TellAsync(core);
            await Receiver.SendAsync(core);
        }
    }

    [Fact]
    public async Task An_address_that_is_not_public_is_refused_at_the_submit_and_at_the_call()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var strict = await Core.StartAsync(azurite.NewAccount(), settings: ("Outgoing:AllowHttp", "true"));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => strict.SubmitAsync(Core.New() with { WebhookUrl = receiver.Url }));
        Assert.Equal("webhook_url", Assert.Single(refused.Errors).Field);

        // A name that leads there is found out when it is looked up.
        await strict.SubmitAsync(Core.New() with { WebhookUrl = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) });
        await strict.RunBellsAsync();
        await Receiver.TellAsync(strict);
        await Receiver.SendAsync(strict);
        Assert.Empty(receiver.Calls);
        Assert.Contains("no address that may be called", Assert.Single((await Receiver.OnlyAsync(strict)).Log).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completed, nonsense", null, "webhook_events")]
    [InlineData("", "whsec_short", "webhook_secret")]
    public async Task A_submit_names_what_is_wrong_with_its_webhook(string events, string? secret, string field)
    {
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        var submission = Core.New() with
        {
            WebhookUrl = "https://example.org",
            WebhookEvents = events.Split(", ", StringSplitOptions.RemoveEmptyEntries),
            WebhookSecret = secret,
        };

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => core.SubmitAsync(submission));

        Assert.Equal(field, Assert.Single(refused.Errors).Field);
    }

    [Fact]
    public async Task Each_event_is_told_to_who_asked_for_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var core = await Receiver.ProcessAsync(azurite.NewAccount());
        core.Handler.Script = (context, _) => context.Attempt == 1
            ? throw new TransientJobException("once")
            : throw new PermanentJobException("for good");
        await core.SubmitAsync(receiver.Told("started", "retrying", "failed", "cancelled"));
        await core.RunBellsAsync();
        var cancelled = await core.SubmitAsync(receiver.Told("completed"));
        await core.Jobs.CancelAsync(cancelled.Id.ToString(), Core.Ann, Token);

        await Receiver.TellAsync(core);
        await Receiver.SendAsync(core);

        Assert.Equal(
            ["job.failed", "job.retrying", "job.started", "job.started"],
            receiver.Calls.Select(call => JsonElement.Parse(call.Text).GetProperty("type").GetString()).Order());
        Assert.Contains(receiver.Calls, call => call.Text.Contains("\"error_message\":\"for good\"", StringComparison.Ordinal));
    }

    private static Task TryAsync(Core core, string id, int tries) => core.Get<WebhookSender>().RunAsync(
        new LaneMessage(
            WebhookLane.Name, JsonSerializer.Serialize(new WebhookMessage("ann", id, tries), WebhookJson.Default.WebhookMessage), "m", default),
        Token);

    private static bool IsPut(Request request) =>
        request.Method == RequestMethod.Post && request.Uri.Path.EndsWith("webhooks/messages", StringComparison.Ordinal);
}
