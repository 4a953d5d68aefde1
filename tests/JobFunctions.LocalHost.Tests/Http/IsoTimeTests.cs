using System.Globalization;
using JobFunctions.Http;

namespace JobFunctions.LocalHost.Tests.Http;

public class IsoTimeTests
{
    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.0000000+00:00")]
    [InlineData("2026-01-31T08:00", "2026-01-31T08:00:00.0000000+00:00")]
    [InlineData("2026-01-31T08:00:00", "2026-01-31T08:00:00.0000000+00:00")]
    [InlineData("2026-01-31 08:00:00", "2026-01-31T08:00:00.0000000+00:00")]
    [InlineData("2026-01-31T08:00:00Z", "2026-01-31T08:00:00.0000000+00:00")]
    [InlineData("2026-01-31T08:00:00.25Z", "2026-01-31T08:00:00.2500000+00:00")]
    [InlineData("2026-01-31T08:00:00.123456", "2026-01-31T08:00:00.1234560+00:00")]
    [InlineData("2026-01-31T08:00:00.123456789Z", "2026-01-31T08:00:00.1234568+00:00")]
    [InlineData("2026-01-31T08:00:00+05:30", "2026-01-31T02:30:00.0000000+00:00")]
    [InlineData("2026-01-31T08:00:00-0100", "2026-01-31T09:00:00.0000000+00:00")]
    public void Reads_what_clients_write(string text, string expected)
    {
        Assert.True(IsoTime.TryParse(text, out var time));
        Assert.Equal(expected, time.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12:00")]
    [InlineData("3/4/2026")]
    [InlineData("2026/01/31")]
    [InlineData("31 January 2026")]
    [InlineData("2026-1-31")]
    [InlineData("2026-02-30")]
    [InlineData("2026-01-31T25:00")]
    [InlineData("2026-01-31T08")]
    [InlineData("2026-01-31T08:00:00 PM")]
    [InlineData("2026-01-31T08:00:00Z\n")]
    [InlineData("２０２６-01-31")]
    public void Refuses_everything_else(string? text) => Assert.False(IsoTime.TryParse(text, out _));
}
