using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

public class WebhookTests(AzuriteFixture azurite)
{
    private static readonly (string Key, string Value)[] Settings =
    [
        ("Outgoing:AllowHttp", "true"), ("Outgoing:AllowPrivate", "true"), ("Secrets:CurrentKey", "k"),
        ("Secrets:Keys:k", Convert.ToBase64String(new byte[32])),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_made_called_logged_replayed_and_removed()
    {
        await using var receiver = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), Settings);
        using var body = new StringContent($$"""{"url": "{{receiver.Address}}", "events": ["completed"], "types": ["noop"]}""", Encoding.UTF8, "application/json");
        using var put = await service.Http.PutAsync("webhooks/mine", body, Token);
        var made = await put.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.StartsWith("whsec_", made.GetProperty("secret").GetString(), StringComparison.Ordinal);
        Assert.Null((await service.GetAsync("webhooks/mine")).Answer.GetProperty("secret").GetString());

        var id = await service.SubmitAsync("""{"name":"told","type":"noop"}""");
        await Eventually.BecomesTrue(() => receiver.Requests.Count == 1, "the webhook is called");
        Assert.Contains(id, receiver.Requests[0].Text, StringComparison.Ordinal);
        JsonElement delivery = default;
        await Eventually.BecomesTrue(
            async () =>
            {
                delivery = (await service.GetAsync("webhooks/deliveries")).Answer.GetProperty("deliveries")[0];
                return delivery.GetProperty("state").GetString() == "delivered";
            },
            "the delivery is recorded");
        Assert.Equal(200, delivery.GetProperty("attempts")[0].GetProperty("status_code").GetInt32());

        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync($"webhooks/deliveries/{delivery.GetProperty("id").GetString()}/replay")).Status);
        await Eventually.BecomesTrue(() => receiver.Requests.Count == 2, "the call is made again");
        Assert.Equal(receiver.Requests[0].Headers["webhook-id"], receiver.Requests[1].Headers["webhook-id"]);

        Assert.Equal(HttpStatusCode.OK, (await service.DeleteAsync("webhooks/mine")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await service.GetAsync("webhooks/mine")).Status);
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_calls_loses_no_call()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await LoopbackServer.StartAsync(async (context, _) =>
        {
            // The first call is never answered.
            if (called.TrySetResult())
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var account = azurite.NewAccount();
        using (var first = await ServiceProcess.StartAsync(account, [.. ServiceProcess.Impatient, .. Settings]))
        {
            using var submit = new StringContent($$"""{"name":"told","type":"noop","webhook_url":"{{receiver.Address}}"}""");
            (await first.Http.PostAsync("jobs/submit", submit, Token)).EnsureSuccessStatusCode();
            await Eventually.Completes(called.Task);
            await first.KillAsync();
        }

        // The host hides a dead process's message for ten minutes; the test lets it be seen at once, as if they had passed.
        var queue = new Azure.Storage.Queues.QueueClient(account, "webhooks");
        var row = new Azure.Data.Tables.TableClient(account, "webhooks").Query<Azure.Data.Tables.TableEntity>(cancellationToken: Token).Single();
        await queue.SendMessageAsync($$"""{"Owner":"default_user","Id":"{{row.RowKey}}","Try":0}""", Token);
        using var second = await ServiceProcess.StartAsync(account, [.. ServiceProcess.Impatient, .. Settings]);

        await Eventually.BecomesTrue(() => receiver.Requests.Count == 2, "the call is made again");
        Assert.Equal(receiver.Requests[0].Headers["webhook-id"], receiver.Requests[1].Headers["webhook-id"]);
        Assert.Equal(receiver.Requests[0].Text, receiver.Requests[1].Text);
    }

    [Fact]
    public async Task What_the_host_gave_up_on_is_put_again_or_shown_where_an_operator_looks()
    {
        await using var receiver = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask);
        var account = azurite.NewAccount();
        await using var service = await RunningService.StartAsync(account, Settings);
        await service.SubmitAsync($$"""{"name":"told","type":"noop","webhook_url":"{{receiver.Address}}"}""");
        JsonElement delivery = default;
        await Eventually.BecomesTrue(
            async () => (delivery = (await service.GetAsync("webhooks/deliveries")).Answer.GetProperty("deliveries")).GetArrayLength() == 1
                && delivery[0].GetProperty("state").GetString() == "delivered",
            "the call is made");
        var lane = new Azure.Storage.Queues.QueueClient(account, "webhooks");
        var poison = new Azure.Storage.Queues.QueueClient(account, "webhooks-poison");

        await poison.SendMessageAsync($$"""{"Owner":"default_user","Id":"{{delivery[0].GetProperty("id").GetString()}}","Try":0}""", Token);
        await poison.SendMessageAsync("no message of ours", Token);

        await Eventually.BecomesTrue(async () => await CountAsync(poison) == 0 && await CountAsync(lane) == 1, "one waits for its next try, the other is recorded");
        var failed = Assert.Single((await service.GetAsync("jobs/list?status=failed")).Answer.EnumerateArray());
        Assert.Equal("unreadable_message", failed.GetProperty("type").GetString());
        Assert.Contains("no message of ours", (await service.GetAsync($"jobs/{failed.GetProperty("id").GetString()}/config")).Answer.GetRawText(), StringComparison.Ordinal);

        async Task<int> CountAsync(Azure.Storage.Queues.QueueClient queue) => (await queue.GetPropertiesAsync(Token)).Value.ApproximateMessagesCount;
    }
}
