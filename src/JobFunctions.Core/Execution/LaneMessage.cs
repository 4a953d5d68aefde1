namespace JobFunctions.Core.Execution;

/// <summary>A queue message as the host hands it to a function.</summary>
/// <param name="Queue">The lane that it came from; for a poison message the lane's name without the suffix.</param>
/// <param name="Text">Its body.</param>
/// <param name="Id">Its id in the queue.</param>
/// <param name="InsertedAt">When it was put.</param>
public sealed record LaneMessage(string Queue, string Text, string Id, DateTimeOffset InsertedAt);
