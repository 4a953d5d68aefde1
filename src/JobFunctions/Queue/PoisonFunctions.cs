using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Queue;

/// <summary>Looks after the messages that the host gave up on.</summary>
public sealed class PoisonFunctions(PoisonBells poison)
{
    /// <summary>From the urgent lane.</summary>
    [Function("PoisonUrgent")]
    public Task UrgentAsync(
        [QueueTrigger(Lanes.Urgent + Lanes.PoisonSuffix)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        poison.HandleAsync(QueueMessages.Of(Lanes.Urgent, message, context), cancellationToken);

    /// <summary>From the lane of high priority.</summary>
    [Function("PoisonHigh")]
    public Task HighAsync(
        [QueueTrigger(Lanes.High + Lanes.PoisonSuffix)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        poison.HandleAsync(QueueMessages.Of(Lanes.High, message, context), cancellationToken);

    /// <summary>From the lane of normal priority.</summary>
    [Function("PoisonNormal")]
    public Task NormalAsync(
        [QueueTrigger(Lanes.Normal + Lanes.PoisonSuffix)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        poison.HandleAsync(QueueMessages.Of(Lanes.Normal, message, context), cancellationToken);

    /// <summary>From the lane of low priority.</summary>
    [Function("PoisonLow")]
    public Task LowAsync(
        [QueueTrigger(Lanes.Low + Lanes.PoisonSuffix)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        poison.HandleAsync(QueueMessages.Of(Lanes.Low, message, context), cancellationToken);
}
