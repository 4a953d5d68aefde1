namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>The groups of three letters in a text's words, with a mark at both ends of a word, each packed into one number.</summary>
internal static class Trigrams
{
    private const char Edge = '\0';

    /// <summary>Replaces what <paramref name="trigrams"/> holds by the distinct trigrams of a text.</summary>
    public static void Collect(ReadOnlySpan<char> text, List<ulong> trigrams)
    {
        trigrams.Clear();
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            for (var i = 0; i < word.Length; i++)
            {
                var before = i == 0 ? Edge : word[i - 1];
                var after = i == word.Length - 1 ? Edge : word[i + 1];
                trigrams.Add(((ulong)before << 32) | ((ulong)word[i] << 16) | after);
            }
        }

        trigrams.Sort();
        var distinct = 0;
        for (var i = 0; i < trigrams.Count; i++)
            if (i == 0 || trigrams[i] != trigrams[i - 1])
                trigrams[distinct++] = trigrams[i];
        trigrams.RemoveRange(distinct, trigrams.Count - distinct);
    }
}
