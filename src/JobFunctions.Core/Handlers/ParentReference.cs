using System.Globalization;

namespace JobFunctions.Core.Handlers;

/// <summary>
/// How a config names a job that its own one depends on, by its place in <c>depends_on</c>: <c>parent</c> is the first, <c>parent:2</c> the
/// second. So a chain's configs need no ids.
/// </summary>
public static class ParentReference
{
    private const string Word = "parent";

    /// <summary>Reads a reference.</summary>
    /// <param name="text">What stands in the place of a job's id.</param>
    /// <param name="number">Which parent, from 1.</param>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(string? text, out int number)
    {
        number = 1;
        return text == Word
            || (text?.StartsWith(Word + ":", StringComparison.Ordinal) == true
                && int.TryParse(text.AsSpan(Word.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && number > 0);
    }
}
