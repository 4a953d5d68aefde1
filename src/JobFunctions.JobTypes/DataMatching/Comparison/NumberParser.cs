using System.Globalization;

namespace JobFunctions.JobTypes.DataMatching.Comparison;

/// <summary>
/// Reads numbers as people write them in any country: <c>1,234.50</c>, <c>1.234,50</c>, <c>1'234.50</c>, <c>€ 12</c>,
/// <c>12 USD</c>, <c>(12)</c>, <c>12-</c>.
/// </summary>
internal static class NumberParser
{
    private const int LongestUnit = 3;

    public static double? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain))
            return double.IsFinite(plain) ? plain : null;

        var trimmed = text.Trim();
        var negative = trimmed.StartsWith('(') && trimmed.EndsWith(')');
        var core = StripUnits(negative ? trimmed[1..^1] : trimmed);
        if (core.EndsWith('-'))
            (negative, core) = (true, core[..^1]);
        else if (core.StartsWith('-') || core.StartsWith('−'))
            (negative, core) = (true, StripUnits(core[1..]));

        var digits = InvariantDigits(string.Concat(core.Where(c => !IsGroupSpace(c))));
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? negative ? -value : value
            : null;
    }

    private static string StripUnits(string text)
    {
        var start = 0;
        while (start < text.Length && IsUnit(text[start]))
            start++;
        var end = text.Length;
        while (end > start && IsUnit(text[end - 1]))
            end--;
        var letters = text[..start].Count(char.IsLetter) + text[end..].Count(char.IsLetter);
        return letters <= LongestUnit ? text[start..end] : text;
    }

    private static bool IsUnit(char c) =>
        char.IsLetter(c) || char.IsWhiteSpace(c) || c == '%' || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    private static bool IsGroupSpace(char c) => char.IsWhiteSpace(c) || c is '\'' or '’';

    // The last of two kinds of separators is the decimal one. A separator that repeats groups thousands, and so does a
    // lone comma before exactly three digits; a lone dot is a decimal point.
    private static string InvariantDigits(string text)
    {
        var (comma, dot) = (text.LastIndexOf(','), text.LastIndexOf('.'));
        var commaIsDecimal = comma > dot && text.IndexOf(',') == comma && (dot >= 0 || text.Length - comma - 1 != 3);
        var dotIsDecimal = dot > comma && text.IndexOf('.') == dot;
        var decimalAt = commaIsDecimal ? comma : dotIsDecimal ? dot : -1;
        return string.Concat(text.Select((c, i) => i == decimalAt ? "." : c is ',' or '.' ? "" : c.ToString()));
    }
}
