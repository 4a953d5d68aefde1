using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>What happened to a job, the oldest first; <c>dropped</c> says how many events between the first and the latest ones are not kept.</summary>
public sealed record TimelineView(string JobId, IReadOnlyList<JobEventView> Events, int Dropped)
{
    internal TimelineView(Job job)
        : this(job.Id.ToString(), [.. JobTimeline.Of(job).Select(happened => new JobEventView(happened.Event))], job.Timeline.Dropped) { }
}

/// <summary>One event of it.</summary>
public sealed record JobEventView(DateTimeOffset At, string Kind, int Attempt, string? Instance, string? Detail)
{
    internal JobEventView(JobEvent happened) : this(happened.At, happened.Kind, happened.Attempt, happened.Instance, happened.Detail) { }
}
