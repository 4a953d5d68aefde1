using System.Text;
using AnyAscii;

namespace JobFunctions.JobTypes.DataMatching.Comparison;

/// <summary>
/// Takes away what two spellings of the same thing differ in: case, diacritics and script, punctuation, white space.
/// </summary>
internal static class TextNormalizer
{
    // string.Normalize does nothing under InvariantGlobalization, so diacritics are folded by transliteration.
    public static string Normalize(string text)
    {
        var ascii = text.Transliterate();
        var result = new StringBuilder(ascii.Length);
        foreach (var c in ascii)
        {
            if (char.IsAsciiLetterOrDigit(c))
                result.Append(char.ToLowerInvariant(c));
            else if (c is not ('\'' or '`') && result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }

        return result.ToString().TrimEnd();
    }
}
