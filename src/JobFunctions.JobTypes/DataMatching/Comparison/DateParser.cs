using System.Globalization;

namespace JobFunctions.JobTypes.DataMatching.Comparison;

/// <summary>
/// Reads the dates of one column as day numbers. <c>3/4/2024</c> can be in March or April; it is read as the column's other
/// dates show, and month first when none of them shows it.
/// </summary>
internal sealed class DateParser
{
    private static readonly string[] Unambiguous =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd",
        "d.M.yyyy", "d.M.yy", "d. M. yyyy",
        "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "d-MMM-yy", "d. MMMM yyyy",
        "MMM d yyyy", "MMM d, yyyy", "MMMM d yyyy", "MMMM d, yyyy",
    ];

    private static readonly string[] MonthFirst = ["M/d/yyyy", "M/d/yy", "M-d-yyyy"];
    private static readonly string[] DayFirst = ["d/M/yyyy", "d/M/yy", "d-M-yyyy"];

    private readonly bool _dayFirst;

    public DateParser(IEnumerable<string> column) =>
        _dayFirst = column.Any(text => Parse(text, DayFirst) is not null && Parse(text, MonthFirst) is null);

    public double? Parse(string text) =>
        Parse(text, Unambiguous)
        ?? (_dayFirst ? Parse(text, DayFirst) ?? Parse(text, MonthFirst) : Parse(text, MonthFirst) ?? Parse(text, DayFirst));

    private static double? Parse(string text, string[] formats) =>
        DateOnly.TryParseExact(WithoutTime(text), formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
            ? date.DayNumber
            : null;

    private static ReadOnlySpan<char> WithoutTime(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0)
            return text;
        var beforeTime = text.AsSpan(0, colon).LastIndexOfAny(' ', 'T');
        return beforeTime < 0 ? text : text.AsSpan(0, beforeTime);
    }
}
