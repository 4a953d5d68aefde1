namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>
/// Ranks candidates by C-value: a term counts more the more words it has, and less the more it only stands within longer ones ("poison"
/// in "poison message"). What is spread over more chunks counts more.
/// </summary>
internal static class TermScores
{
    /// <summary>The best candidates with their scores, 0 to 1, the best first.</summary>
    /// <param name="counts">Every candidate.</param>
    /// <param name="minFrequency">How often a term must have been seen.</param>
    /// <param name="most">How many to return.</param>
    public static IReadOnlyList<(string Normal, double Score)> Best(
        IReadOnlyDictionary<string, TermCount> counts, int minFrequency, int most)
    {
        var frequent = counts.Where(candidate => candidate.Value.Frequency >= minFrequency).ToList();
        var within = new Dictionary<string, (long Frequency, int Terms)>(StringComparer.Ordinal);
        foreach (var (normal, count) in frequent)
        {
            foreach (var part in Parts(normal))
            {
                var before = within.GetValueOrDefault(part);
                within[part] = (before.Frequency + count.Frequency, before.Terms + 1);
            }
        }

        var scored = frequent
            .Select(candidate => (candidate.Key, Score: Score(candidate.Key, candidate.Value, within.GetValueOrDefault(candidate.Key))))
            .Where(candidate => candidate.Score > 0)
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Key, StringComparer.Ordinal)
            .Take(most)
            .ToList();

        // Frequencies fall like 1/rank: on a logarithmic scale the lower terms keep some weight.
        return [.. scored.Select(candidate => (candidate.Key, Math.Log(1 + candidate.Score) / Math.Log(1 + scored[0].Score)))];
    }

    private static double Score(string normal, TermCount count, (long Frequency, int Terms) within)
    {
        var alone = count.Frequency - (within.Terms == 0 ? 0 : (double)within.Frequency / within.Terms);
        return WordsOf(normal) * alone * Math.Log(1 + count.Chunks);
    }

    private static int WordsOf(string normal) => normal.AsSpan().Count(' ') + 1;

    /// <summary>The shorter groups of neighbouring words within a term.</summary>
    private static IEnumerable<string> Parts(string normal)
    {
        var words = normal.Split(' ');
        for (var length = 1; length < words.Length; length++)
        {
            for (var first = 0; first + length <= words.Length; first++)
                yield return string.Join(' ', words, first, length);
        }
    }
}
