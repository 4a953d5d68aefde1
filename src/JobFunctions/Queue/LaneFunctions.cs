using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.Queue;

/// <summary>Answers the bells, a lane for each priority. Each function polls by itself, so an urgent job does not wait behind low ones.</summary>
public sealed class LaneFunctions(BellRunner runner)
{
    /// <summary>Runs urgent jobs.</summary>
    [Function("LaneUrgent")]
    public Task UrgentAsync([QueueTrigger(Lanes.Urgent)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        runner.RunAsync(QueueMessages.Of(Lanes.Urgent, message, context), cancellationToken);

    /// <summary>Runs jobs of high priority.</summary>
    [Function("LaneHigh")]
    public Task HighAsync([QueueTrigger(Lanes.High)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        runner.RunAsync(QueueMessages.Of(Lanes.High, message, context), cancellationToken);

    /// <summary>Runs jobs of normal priority.</summary>
    [Function("LaneNormal")]
    public Task NormalAsync([QueueTrigger(Lanes.Normal)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        runner.RunAsync(QueueMessages.Of(Lanes.Normal, message, context), cancellationToken);

    /// <summary>Runs jobs of low priority.</summary>
    [Function("LaneLow")]
    public Task LowAsync([QueueTrigger(Lanes.Low)] string message, FunctionContext context, CancellationToken cancellationToken) =>
        runner.RunAsync(QueueMessages.Of(Lanes.Low, message, context), cancellationToken);
}
