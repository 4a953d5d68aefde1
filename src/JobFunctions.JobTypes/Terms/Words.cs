using System.Buffers;
using System.Text;

namespace JobFunctions.JobTypes.Terms;

/// <summary>Finds the words of a text, so that a term is found again however it is written: in capitals, in the plural, over two lines.</summary>
internal static class Words
{
    private const int MaxWord = 60;

    private static readonly SearchValues<char> CodeMarks = SearchValues.Create("/\\=$@<>{}[]|&#%^~+*");

    public static List<Word> Of(string text)
    {
        var words = new List<Word>();
        var lastEnd = -1;
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }

            var end = EndOf(text, at);
            if (end - at <= MaxWord && text.AsSpan(at, end - at).ContainsAnyLetter())
            {
                var joins = lastEnd >= 0 && Joins(text.AsSpan(lastEnd, at - lastEnd));
                words.Add(new Word(at, end, Normalize(text.AsSpan(at, end - at)), joins, IsProse(text, at, end)));
                lastEnd = end;
            }
            else
            {
                // A number or a key of letters and digits without end parts what stands around it.
                lastEnd = -1;
            }

            at = end;
        }

        return words;
    }

    /// <summary>The words of a term, as they are compared.</summary>
    public static string NormalTerm(string term) => string.Join(' ', Of(term).Select(word => word.Normal));

    // Names of the kind max_retries, host.json and Jobs:Lease are one word; a hyphen parts words as a space does.
    private static int EndOf(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsLetterOrDigit(text[at]))
                at++;
            else if (text[at] is '_' or '.' or ':' or '\'' or '’' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))
                at += 2;
            else if (text[at] == '_')
                at++;
            else
                return at;
        }

        return at;
    }

    private static bool IsProse(string text, int start, int end) =>
        (start == 0 || !CodeMarks.Contains(text[start - 1]))
        && (end == text.Length || !CodeMarks.Contains(text[end]))
        // -- begins an option of a command.
        && !(start > 1 && text[start - 1] == '-' && text[start - 2] == '-');

    private static bool Joins(ReadOnlySpan<char> between)
    {
        var breaks = 0;
        foreach (var c in between)
        {
            if (c == '\n')
                breaks++;
            else if (c is not (' ' or '\t' or '\r' or '-' or '\u00a0'))
                return false;
        }

        return breaks < 2;
    }

    private static bool ContainsAnyLetter(this ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (char.IsLetter(c))
                return true;
        }

        return false;
    }

    private static string Normalize(ReadOnlySpan<char> word)
    {
        var normal = new StringBuilder(word.Length);
        foreach (var c in word)
            normal.Append(c == '’' ? '\'' : char.ToLowerInvariant(c));
        return Plurals.Singular(normal.ToString());
    }
}
