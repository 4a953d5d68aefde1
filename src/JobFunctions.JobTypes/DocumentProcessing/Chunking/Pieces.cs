using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.DocumentProcessing.Chunking;

/// <summary>Where a text may be cut: after a line, and after a sentence.</summary>
internal static class Pieces
{
    /// <summary>The pieces in order, each with what stands between it and the one before.</summary>
    public static IEnumerable<(string Between, string Text)> Of(string text)
    {
        var between = "";
        for (int start = 0, at = 0; start < text.Length;)
        {
            at = EndOf(text, at);
            var end = at;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (end > start)
                yield return (between, text[start..end]);
            between = text.AsSpan(end, at - end).Contains('\n') ? "\n" : " ";
            start = at;
        }
    }

    private static int EndOf(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '\n')
                return at;
            if (Sentences.IsLastOfSentence(text, at))
                return at + 1;
        }

        return at;
    }
}
