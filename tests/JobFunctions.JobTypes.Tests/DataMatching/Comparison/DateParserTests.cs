using System.Globalization;
using JobFunctions.JobTypes.DataMatching.Comparison;

namespace JobFunctions.JobTypes.Tests.DataMatching.Comparison;

public class DateParserTests
{
    [Theory]
    [InlineData("2024-03-05")]
    [InlineData("2024-03-05T23:59:00Z")]
    [InlineData("2024-03-05 10:30:00.000")]
    [InlineData("2024/3/5")]
    [InlineData("20240305")]
    [InlineData("05.03.2024")]
    [InlineData("5. 3. 2024")]
    [InlineData("05.03.24")]
    [InlineData("5 Mar 2024")]
    [InlineData("05-Mar-2024")]
    [InlineData("March 5, 2024")]
    [InlineData("3/5/2024")]
    [InlineData("03/05/2024 08:15")]
    public void Reads_the_usual_formats(string text) => Assert.Equal("2024-03-05", Parse(text, [text]));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("2024-02-30")]
    [InlineData("31/31/2024")]
    public void Reads_nothing_into_what_is_no_date(string text) => Assert.Null(Parse(text, [text]));

    [Fact]
    public void Another_date_of_the_column_settles_which_comes_first()
    {
        Assert.Equal("2024-04-03", Parse("3/4/2024", ["3/4/2024", "25/4/2024"]));
        Assert.Equal("2024-03-04", Parse("3/4/2024", ["3/4/2024", "4/25/2024"]));
    }

    private static string? Parse(string text, string[] column) =>
        new DateParser(column).Parse(text) is { } day
            ? DateOnly.FromDayNumber((int)day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
}
