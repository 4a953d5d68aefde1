using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests;

/// <summary>Jobs for tests.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    public static Job Job(JobStatus status = JobStatus.Pending, int shard = 0, DateTimeOffset? created = null, string owner = "ann")
    {
        var at = created ?? Start;
        return new Job
        {
            Id = JobId.New(at, shard, Guid.NewGuid()),
            Type = "noop",
            Name = "a job",
            Owner = owner,
            Config = "{}",
            MaxRetries = 3,
            CreatedAt = at,
            DueAt = at,
            Status = status,
            Generation = new Generation(1, "first"),
            Attempt = status is JobStatus.Scheduled or JobStatus.Pending ? 0 : 1,
            LockedAt = status == JobStatus.Running ? at : null,
            LockedBy = status == JobStatus.Running ? "instance" : null,
            StartedAt = status is JobStatus.Scheduled or JobStatus.Pending ? null : at,
            EndedAt = status.IsFinal() ? at.AddSeconds(1) : null,
        };
    }
}
