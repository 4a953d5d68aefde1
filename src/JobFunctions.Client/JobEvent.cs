namespace JobFunctions.Client;

/// <summary>Something that happened to a job.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What: submitted, started, retry, completed, failed, cancelled, and what else the service's timeline knows.</param>
/// <param name="Attempt">In which attempt; 0 before the first one.</param>
/// <param name="Instance">In which process, where that matters.</param>
/// <param name="Detail">More about it.</param>
public sealed record JobEvent(DateTimeOffset At, string Kind, int Attempt, string? Instance, string? Detail);

/// <summary>Some whole lines of what a job's handler said.</summary>
/// <param name="Attempt">In which attempt.</param>
/// <param name="Text">The lines, each with a line feed.</param>
public sealed record JobLog(int Attempt, string Text);
