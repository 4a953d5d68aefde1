using JobFunctions.JobTypes.DataMatching.Comparison;

namespace JobFunctions.JobTypes.Tests.DataMatching.Comparison;

public class NumberParserTests
{
    [Theory]
    [InlineData("12", 12.0)]
    [InlineData("-12.5", -12.5)]
    [InlineData("1.5e3", 1500.0)]
    [InlineData("1,234", 1234.0)]
    [InlineData("1,234.50", 1234.5)]
    [InlineData("1.234,50", 1234.5)]
    [InlineData("1.234.567", 1234567.0)]
    [InlineData("1,234,567.8", 1234567.8)]
    [InlineData("12,5", 12.5)]
    [InlineData("1.234", 1.234)]
    [InlineData("1 234,50", 1234.5)]
    [InlineData("1\u00a0234,50 €", 1234.5)]
    [InlineData("1'234.50", 1234.5)]
    [InlineData("$1,234", 1234.0)]
    [InlineData("-$1,234.00", -1234.0)]
    [InlineData("€ -3", -3.0)]
    [InlineData("12 USD", 12.0)]
    [InlineData("(12.50)", -12.5)]
    [InlineData("12.50-", -12.5)]
    [InlineData("−7", -7.0)]
    [InlineData("15 %", 15.0)]
    [InlineData("n/a", null)]
    [InlineData("twelve", null)]
    [InlineData("NaN", null)]
    [InlineData("1-2", null)]
    [InlineData("", null)]
    public void Reads_numbers_of_any_country(string text, double? expected) => Assert.Equal(expected, NumberParser.Parse(text));
}
