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
            if (text[at] is '.' or '!' or '?' or '。' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1])))
                return at + 1;
            if (text[at] == '\n' && at + 1 < text.Length && text[at + 1] == '\n')
                return at;
        }

        return text.AsSpan().TrimEnd().Length;
    }
}
