namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>Scores a pair of rows, 0 to 1: the average of its mappings by weight.</summary>
internal sealed class PairScorer(IReadOnlyList<WeightedColumns> mappings)
{
    /// <summary>
    /// An empty cell speaks neither for nor against a match, yet what it leaves open must not count as agreement: its mapping
    /// scores 0 with this share of its weight.
    /// </summary>
    private const double EmptyShare = 0.25;

    private const double Rounding = 1e-9;

    private readonly double _totalWeight = mappings.Sum(mapping => mapping.Weight);

    // Most pairs can't reach the threshold, and fewest texts are compared when what is cheap has its say first.
    private readonly WeightedColumns[] _cheapestFirst = [.. mappings.OrderBy(mapping => mapping.Columns is FuzzyColumnPair)];

    /// <summary>The score of a pair, or null as soon as it can't reach <paramref name="threshold"/> any more.</summary>
    public double? Score(int row1, int row2, double threshold)
    {
        var (sum, weights, open) = (0.0, 0.0, _totalWeight);
        foreach (var (columns, weight) in _cheapestFirst)
        {
            open -= weight;
            var score = columns.Score(row1, row2);
            sum += weight * score ?? 0;
            weights += score is null ? weight * EmptyShare : weight;
            if (sum + open < (weights + open) * threshold - Rounding)
                return null;
        }

        return sum / weights;
    }

    /// <summary>The scores of the single mappings; null where a cell is empty.</summary>
    public IEnumerable<double?> Details(int row1, int row2) => mappings.Select(mapping => mapping.Columns.Score(row1, row2));
}
