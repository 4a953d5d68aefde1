namespace JobFunctions.JobTypes.Terms;

/// <summary>Where the sentences of a text stand. A paragraph's end is a sentence's end; a line's is not.</summary>
internal static class Sentences
{
    public static IEnumerable<(int Start, int End)> Of(string text)
    {
        for (var start = NextWord(text, 0); start < text.Length;)
        {
            var end = EndOf(text, start);
            yield return (start, end);
            start = NextWord(text, end);
        }
    }

    /// <summary>Whether a sentence ends with the character at a place.</summary>
    public static bool IsLastOfSentence(string text, int at) =>
        text[at] is '.' or '!' or '?' or '。' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));

    private static int NextWord(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    private static int EndOf(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (IsLastOfSentence(text, at))
                return at + 1;
            if (text[at] == '\n' && at + 1 < text.Length && text[at + 1] == '\n')
                return at;
        }

        return text.AsSpan().TrimEnd().Length;
    }
}
