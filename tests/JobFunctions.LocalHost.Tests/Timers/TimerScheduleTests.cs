using System.Globalization;
using JobFunctions.LocalHost.Settings;
using JobFunctions.LocalHost.Timers;

namespace JobFunctions.LocalHost.Tests.Timers;

public class TimerScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 23, 59, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("*/15 * * * * *", "2026-01-31T23:59:45Z", true)]
    [InlineData("0 * * * * *", "2026-02-01T00:00:00Z", false)]
    [InlineData("0 */10 * * * *", "2026-02-01T00:00:00Z", false)]
    [InlineData("0 30 4 * * 1", "2026-02-02T04:30:00Z", false)]
    [InlineData("00:00:20", "2026-01-31T23:59:50Z", true)]
    [InlineData("01:00:00", "2026-02-01T00:59:30Z", false)]
    public void Runs_follow_the_schedule(string text, string next, bool underAMinute)
    {
        var schedule = TimerSchedule.Parse(text);
        Assert.Equal(DateTimeOffset.Parse(next, CultureInfo.InvariantCulture), schedule.Next(Now));
        Assert.Equal(underAMinute, schedule.IsUnderAMinute(Now));
    }

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("sometimes")]
    [InlineData("-00:00:10")]
    [InlineData("")]
    public void Anything_else_is_refused(string text) => Assert.Throws<StartupException>(() => TimerSchedule.Parse(text));
}
