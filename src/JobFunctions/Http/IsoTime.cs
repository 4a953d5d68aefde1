using System.Globalization;
using System.Text.RegularExpressions;

namespace JobFunctions.Http;

/// <summary>Times as callers write them: ISO 8601, a date with or without a time of day; in UTC where no offset stands.</summary>
internal static partial class IsoTime
{
    /// <summary>What is wrong with a text that is none.</summary>
    public const string Rule = "must be a time in ISO 8601, such as 2026-01-31T08:00:00Z";

    /// <summary>Reads a time. What else .NET would take, such as 3/4/2026 or 12:00, means something else to somebody else, or every day.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && Form().IsMatch(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?\z")]
    private static partial Regex Form();
}
