using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Schedules;

/// <summary>A job that is to be done again and again: when, and what.</summary>
public sealed record Schedule
{
    /// <summary>Whose it is, and whose jobs it submits.</summary>
    public required string Owner { get; init; }

    /// <summary>What its owner calls it; see <see cref="ScheduleRules"/>.</summary>
    public required string Name { get; init; }

    /// <summary>When: five fields, or six with seconds.</summary>
    public required string Cron { get; init; }

    /// <summary>The IANA name of the time zone that the cron expression is meant in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What becomes of occurrences that nobody was there for.</summary>
    public required MisfirePolicy Misfire { get; init; }

    /// <summary>Whether it submits nothing until it is resumed.</summary>
    public bool Paused { get; init; }

    /// <summary>What: a submission as <see cref="ScheduleTemplate"/> writes it.</summary>
    public required string Template { get; init; }

    /// <summary>The template's secrets, sealed for <see cref="SealedFor"/>; null when it has none.</summary>
    public string? Secrets { get; init; }

    /// <summary>What the secrets are bound to.</summary>
    public required JobId SealedFor { get; init; }

    /// <summary>
    /// Fresh with each change: it is part of the ids of the occurrences' jobs, so what was submitted before a change and what comes after it
    /// are never the same job.
    /// </summary>
    public required string Revision { get; init; }

    /// <summary>The shard of all its jobs.</summary>
    public required int Shard { get; init; }

    /// <summary>When it was first put.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed by a caller.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The first occurrence that is not submitted yet; null when it is paused or there is none any more.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>The latest occurrence that was submitted, up to a minute ahead of its time.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>That occurrence's job; a unique job's occurrence may have found an earlier one.</summary>
    public JobId? LastJob { get; init; }

    /// <summary>Why the latest occurrence could not be submitted; null when it could.</summary>
    public string? LastError { get; init; }

    /// <summary>The row's ETag; null before it is stored.</summary>
    public string? Version { get; init; }
}

/// <summary>What becomes of occurrences whose time passed while no instance was there.</summary>
public enum MisfirePolicy
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>The latest of them is made up for, at once.</summary>
    Once,

    /// <summary>The latest <see cref="OccurrencePlan.MostMadeUp"/> of them are made up for, oldest first.</summary>
    All,
}
