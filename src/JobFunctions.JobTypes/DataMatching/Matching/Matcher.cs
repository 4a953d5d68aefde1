using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>Two rows that belong together, numbered from 0, and their score, 0 to 1.</summary>
internal readonly record struct Match(int Row1, int Row2, double Score);

/// <summary>What a run found.</summary>
/// <param name="Matches">In the order of file 1; no row occurs twice.</param>
/// <param name="Compared">How many pairs of rows were compared in full.</param>
internal sealed record MatchOutcome(IReadOnlyList<Match> Matches, long Compared);

/// <summary>Finds the pairs of rows that reach the threshold and settles which of them stand, the best first.</summary>
internal static class Matcher
{
    /// <summary>
    /// How many rows of file 2 are compared in full with one row of file 1. A true partner outside them is missed: it would
    /// have to share fewer, or more common, parts with its row than this many others do.
    /// </summary>
    internal const int CandidatesPerRow = 32;

    /// <summary>How many pairs may reach the threshold: they are kept until the end, 16 bytes each.</summary>
    private const int MostReached = 16_000_000;

    /// <exception cref="PermanentJobException">More pairs reach the threshold than <paramref name="mostReached"/>.</exception>
    public static MatchOutcome Run(
        IReadOnlyList<WeightedColumns> mappings,
        int rows1,
        int rows2,
        double threshold,
        Action<int> onRows,
        CancellationToken cancellationToken,
        int mostReached = MostReached)
    {
        var scorer = new PairScorer(mappings);
        var candidates = new CandidateSet(rows2, CandidatesPerRow);
        var best = new List<int>(CandidatesPerRow);
        var reached = new List<Match>();
        var compared = 0L;
        for (var row1 = 0; row1 < rows1; row1++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (columns, weight) in mappings)
                columns.Propose(row1, (float)weight, candidates);
            candidates.TakeBest(best);
            compared += best.Count;
            foreach (var row2 in best)
                if (scorer.Score(row1, row2, threshold) is > 0 and var score)
                    reached.Add(new Match(row1, row2, score));
            if (reached.Count > mostReached)
                throw new PermanentJobException(
                    $"More than {mostReached} pairs of rows reach the threshold. Raise it, or map another column that tells the rows apart");
            onRows(row1 + 1);
        }

        return new MatchOutcome(OneToOne(reached, rows1, rows2), compared);
    }

    /// <summary>Takes the pairs by falling score, each row once; of equal scores, those that stand first in their files.</summary>
    internal static IReadOnlyList<Match> OneToOne(List<Match> pairs, int rows1, int rows2)
    {
        pairs.Sort((a, b) => (-a.Score, a.Row1, a.Row2).CompareTo((-b.Score, b.Row1, b.Row2)));
        var taken1 = new bool[rows1];
        var taken2 = new bool[rows2];
        var matches = new List<Match>();
        foreach (var pair in pairs.Where(pair => !taken1[pair.Row1] && !taken2[pair.Row2]))
        {
            taken1[pair.Row1] = taken2[pair.Row2] = true;
            matches.Add(pair);
        }

        matches.Sort((a, b) => a.Row1.CompareTo(b.Row1));
        return matches;
    }
}
