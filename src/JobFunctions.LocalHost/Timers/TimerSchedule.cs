using System.Globalization;
using JobFunctions.LocalHost.Settings;
using NCrontab;

namespace JobFunctions.LocalHost.Timers;

/// <summary>When a timer function is due: a six-field NCrontab expression in UTC, or a time span between runs.</summary>
internal sealed class TimerSchedule
{
    private readonly Func<DateTime, DateTime> _next;

    private TimerSchedule(Func<DateTime, DateTime> next) => _next = next;

    /// <summary>Reads a schedule with its settings already filled in.</summary>
    public static TimerSchedule Parse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero)
            return new TimerSchedule(after => after + span);

        return CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is { } crontab
            ? new TimerSchedule(crontab.GetNextOccurrence)
            : throw new StartupException($"'{text}' is neither a six-field NCrontab expression nor a time span.");
    }

    /// <summary>The first run after a moment.</summary>
    public DateTimeOffset Next(DateTimeOffset after) => new(_next(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether runs lie so close that the platform keeps no record of them.</summary>
    public bool IsUnderAMinute(DateTimeOffset now)
    {
        var first = Next(now);
        return Next(first) - first < TimeSpan.FromMinutes(1);
    }
}
