using JobFunctions.Core.Schedules;

namespace JobFunctions.Core.Tests.Schedules;

public class CronClockTests
{
    [Theory]
    // Clocks in Berlin go from 2:00 to 3:00 on 2026-03-29 (at 1:00 UTC) and from 3:00 back to 2:00 on 2026-10-25 (at 1:00 UTC).
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 * * * *", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("0 0 6 * * *", "2026-03-28T12:00:00Z", "2026-03-29T04:00:00Z", "2026-03-30T04:00:00Z")]
    [InlineData("*/30 * * * * *", "2026-03-29T00:59:45Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:30Z")]
    public void Occurrences_follow_the_clocks_of_their_zone(string cron, string after, string first, string second)
    {
        var clock = CronClock.Of(cron, "Europe/Berlin");
        var next = clock.Next(Time(after));
        Assert.Equal(Time(first), next);
        Assert.Equal(Time(second), clock.Next(next!.Value));
    }

    [Fact]
    public void The_latest_occurrences_are_found_without_all_the_others()
    {
        var clock = CronClock.Of("* * * * * *", "UTC");
        var now = Time("2026-05-01T00:00:00Z");

        var latest = clock.Latest(now.AddYears(-10), now, 100);

        Assert.Equal(Enumerable.Range(1, 100).Select(i => now.AddSeconds(i - 101)), latest);
        Assert.Equal([now.AddSeconds(-2), now.AddSeconds(-1)], clock.Latest(now.AddSeconds(-2), now, 100));
        Assert.Empty(clock.Latest(now, now, 100));
        Assert.Empty(clock.Latest(now.AddDays(-1), now, 0));
    }

    [Fact]
    public void A_rare_occurrence_is_found_however_long_ago()
    {
        var now = Time("2026-05-01T00:00:00Z");
        Assert.Equal([Time("2024-02-29T00:00:00Z")], CronClock.Of("0 0 29 2 *", "UTC").Latest(now.AddYears(-5), now, 1));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
