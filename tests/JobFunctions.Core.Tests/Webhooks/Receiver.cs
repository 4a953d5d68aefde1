using JobFunctions.Core.Execution;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Service;
using JobFunctions.Core.Webhooks;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Core.Tests.Webhooks;

/// <summary>A receiver of webhooks, and processes of the service that may call it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly (string Key, string Value)[] Settings =
    [
        ("Outgoing:AllowHttp", "true"), ("Outgoing:AllowPrivate", "true"), ("Secrets:CurrentKey", "k"),
        ("Secrets:Keys:k", Convert.ToBase64String(new byte[32])),
    ];

    private readonly LoopbackServer _server;

    private Receiver(LoopbackServer server) => _server = server;

    /// <summary>What each call is answered with, by its number from 1.</summary>
    public Func<int, int> Answer { get; set; } = _ => 200;

    /// <summary>How the body of each answer says that it is encoded, which it is not; null for no body.</summary>
    public string? WrongEncoding { get; set; }

    public string Url => $"{_server.Address}hook";

    public IReadOnlyList<ReceivedRequest> Calls => _server.Requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Receiver> StartAsync()
    {
        Receiver? self = null;
        var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            context.Response.StatusCode = self!.Answer(self.Calls.Count);
            if (self.WrongEncoding is not { } encoding)
                return;
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.WriteAsync("not encoded at all");
        });
        return self = new Receiver(server);
    }

    public static Task<Core> ProcessAsync(string account, Core? other = null, FaultPolicy? policy = null) =>
        Core.StartAsync(account, other?.Time, policy, settings: Settings);

    /// <summary>A job that tells its end here.</summary>
    public JobSubmission Told(params string[] events) => Core.New() with { WebhookUrl = Url, WebhookEvents = events, WebhookSecret = Secret };

    /// <summary>What the round of the outbox does for entries that are old enough.</summary>
    public static async Task<int> TellAsync(Core core)
    {
        core.Time.Advance(TimeSpan.FromMinutes(1));
        return await core.Get<OutboxDelivery>().DeliverLeftAsync(Token);
    }

    /// <summary>Takes out the messages that can be seen and hands them over, as the host does; one that fails stays hidden.</summary>
    public static async Task SendAsync(Core core)
    {
        foreach (var message in await TakeAsync(core))
            await core.Get<WebhookSender>().RunAsync(message, Token);
    }

    public static async Task<IReadOnlyList<LaneMessage>> TakeAsync(Core core)
    {
        var queue = core.Account.Queues.GetQueueClient(WebhookLane.Name);
        var taken = new List<LaneMessage>();
        foreach (var message in (await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10), Token)).Value)
        {
            taken.Add(new LaneMessage(WebhookLane.Name, message.Body.ToString(), message.MessageId, message.InsertedOn!.Value));
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Token);
        }

        return taken;
    }

    public static async Task<WebhookDelivery> OnlyAsync(Core core) =>
        Assert.Single((await core.Get<WebhookLog>().ListAsync(null, null, 50, Core.Ann, Token)).Deliveries);

    /// <summary>Whether a call has a signature by a secret, computed from what arrived.</summary>
    public static bool IsSignedBy(ReceivedRequest call, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = System.Text.Encoding.UTF8.GetBytes($"{call.Headers["webhook-id"]}.{call.Headers["webhook-timestamp"]}.{call.Text}");
        var expected = "v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(key, signed));
        return call.Headers["webhook-signature"].Split(' ').Contains(expected);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
