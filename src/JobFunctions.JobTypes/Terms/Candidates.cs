namespace JobFunctions.JobTypes.Terms;

/// <summary>The groups of words in a text that may be terms: neighbours without a stop word or punctuation among them.</summary>
internal static class Candidates
{
    /// <param name="text">Any text.</param>
    /// <param name="maxWords">The most words of a term.</param>
    /// <returns>The normal form and place of each group, those within others as well.</returns>
    public static IEnumerable<(string Normal, int Start, int End)> Of(string text, int maxWords)
    {
        var words = Words.Of(text);
        for (var first = 0; first < words.Count; first++)
        {
            var normal = "";
            for (var last = first; last < words.Count && last - first < maxWords; last++)
            {
                if (!words[last].IsProse || StopWords.Contains(words[last].Normal) || (last > first && !words[last].JoinsLast))
                    break;
                normal = last == first ? words[last].Normal : $"{normal} {words[last].Normal}";
                if (!IsParticiple(words[last].Normal) && !(last == first && StopWords.SayNothingAlone(normal)))
                    yield return (normal, words[first].Start, words[last].End);
            }
        }
    }

    // No noun phrase ends in "scheduled" or "automatically". Short words and those in -eed are mostly nouns: "speed", "seed".
    private static bool IsParticiple(string word) =>
        word.Length > 5
        && ((word.EndsWith("ed", StringComparison.Ordinal) && !word.EndsWith("eed", StringComparison.Ordinal))
            || word.EndsWith("ly", StringComparison.Ordinal));
}
