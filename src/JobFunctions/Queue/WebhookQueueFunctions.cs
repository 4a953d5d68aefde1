using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Queue;

/// <summary>Makes the calls of webhooks, in a lane of their own: a slow receiver keeps no job waiting.</summary>
public sealed class WebhookQueueFunctions(WebhookSender sender)
{
    /// <summary>Makes a call.</summary>
    [Function("WebhookSend")]
    public Task SendAsync([QueueTrigger(WebhookLane.Name)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        sender.RunAsync(QueueMessages.Of(WebhookLane.Name, message, context), cancellationToken);

    /// <summary>Looks after a message that the host gave up on.</summary>
    [Function("PoisonWebhook")]
    public Task PoisonAsync(
        [QueueTrigger(WebhookLane.Name + Lanes.PoisonSuffix)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        sender.HandlePoisonAsync(QueueMessages.Of(WebhookLane.Name, message, context), cancellationToken);
}
