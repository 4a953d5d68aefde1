using Cronos;

namespace JobFunctions.Core.Schedules;

/// <summary>
/// The occurrences of a cron expression in a time zone. When clocks go forward an occurrence in the gap comes at its end; when they go
/// back a daily one comes once and an hourly one in both hours. Pure.
/// </summary>
internal sealed class CronClock
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMinutes(1);

    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;

    private CronClock(CronExpression cron, TimeZoneInfo zone) => (_cron, _zone) = (cron, zone);

    /// <exception cref="CronFormatException">It is no cron expression.</exception>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public static CronClock Of(string cron, string timeZone)
    {
        const int fieldsWithSeconds = 6;
        var fields = cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        return new CronClock(
            CronExpression.Parse(cron, fields == fieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard),
            TimeZoneInfo.FindSystemTimeZoneById(timeZone));
    }

    /// <summary>The first occurrence after a time; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _cron.GetNextOccurrence(after, _zone)?.ToUniversalTime();

    /// <summary>The occurrences from one time up to another, both included.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to) => from > to
        ? []
        : _cron.GetOccurrences(from, to, _zone, fromInclusive: true, toInclusive: true).Select(at => at.ToUniversalTime());

    /// <summary>The last occurrences from one time up to, but not, another, oldest first; as many as there are, but no more than asked for.</summary>
    public IReadOnlyList<DateTimeOffset> Latest(DateTimeOffset from, DateTimeOffset before, int count)
    {
        if (count == 0 || from >= before)
            return [];

        // Backwards in growing steps: over a long pause a cron of seconds has millions of occurrences.
        for (var look = ShortestLook; ; look *= 4)
        {
            var start = before - from <= look ? from : before - look;
            var found = _cron.GetOccurrences(start, before, _zone, fromInclusive: true, toInclusive: false).TakeLast(count).ToList();
            if (found.Count == count || start == from)
                return [.. found.Select(at => at.ToUniversalTime())];
        }
    }
}
