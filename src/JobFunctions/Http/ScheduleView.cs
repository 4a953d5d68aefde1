using System.Text.Json;
using JobFunctions.Core.Schedules;

namespace JobFunctions.Http;

/// <summary>A schedule; <c>job</c> is what each run submits, without its secrets.</summary>
public sealed record ScheduleView(
    string Name, string UserId, string Cron, string TimeZone, string Misfire, bool Paused, JsonElement Job, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<DateTimeOffset> NextRuns, DateTimeOffset? LastRun, string? LastJobId, string? LastError)
{
    /// <summary>How many next runs are shown.</summary>
    internal const int NextRunsShown = 5;

    /// <summary>Shows a schedule.</summary>
    public ScheduleView(Schedule schedule, IReadOnlyList<DateTimeOffset> nextRuns) : this(
        schedule.Name,
        schedule.Owner,
        schedule.Cron,
        schedule.TimeZone,
        Word(schedule.Misfire),
        schedule.Paused,
        JsonElement.Parse(schedule.Template),
        schedule.CreatedAt,
        schedule.UpdatedAt,
        nextRuns,
        schedule.LastRun,
        schedule.LastJob?.ToString(),
        schedule.LastError)
    {
    }

    /// <summary>The word of a policy.</summary>
    internal static string Word(MisfirePolicy policy) => policy switch
    {
        MisfirePolicy.Skip => "skip",
        MisfirePolicy.Once => "once",
        _ => "all",
    };
}

/// <summary>A page of schedules.</summary>
public sealed record SchedulePageView(IReadOnlyList<ScheduleView> Schedules, string? NextCursor);
