using F23.StringSimilarity;

namespace JobFunctions.JobTypes.DataMatching.Comparison;

/// <summary>
/// How alike two texts are, 0 to 1: the better of the edit similarity of the whole and that of their words, each paired with
/// its most similar partner whatever the order.
/// </summary>
internal static class FuzzySimilarity
{
    private const int MaxWords = 16;
    private const double LeastWordSimilarity = 0.5;
    private const double AbbreviationSimilarity = 0.8;

    private static readonly OptimalStringAlignment Edits = new();

    public static double Of(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b))
            return 1;

        // The whole tells more than its words only where one text joins what the other writes apart.
        var words = OfWords(a, b);
        var sameCount = a.Count(' ') == b.Count(' ');
        return sameCount || BestPossible(a.Length, b.Length) <= words ? words : Math.Max(words, OfWhole(a, b));
    }

    private static double OfWhole(ReadOnlySpan<char> a, ReadOnlySpan<char> b) => 1 - Edits.Distance(a, b) / Math.Max(a.Length, b.Length);

    private static double BestPossible(int a, int b) => (double)Math.Min(a, b) / Math.Max(a, b);

    private static double OfWords(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<Range> rangesA = stackalloc Range[MaxWords];
        Span<Range> rangesB = stackalloc Range[MaxWords];
        var wordsA = rangesA[..a.Split(rangesA, ' ', StringSplitOptions.RemoveEmptyEntries)];
        var wordsB = rangesB[..b.Split(rangesB, ' ', StringSplitOptions.RemoveEmptyEntries)];

        Span<double> grid = stackalloc double[wordsA.Length * wordsB.Length];
        for (var i = 0; i < wordsA.Length; i++)
            for (var j = 0; j < wordsB.Length; j++)
                grid[i * wordsB.Length + j] = OfWord(a[wordsA[i]], b[wordsB[j]]);

        return PairedLength(grid, Lengths(wordsA, a.Length), Lengths(wordsB, b.Length));
    }

    private static double OfWord(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b))
            return 1;
        var whole = BestPossible(a.Length, b.Length) < LeastWordSimilarity ? 0 : OfWhole(a, b);
        var abbreviated = a.Length < b.Length ? b.StartsWith(a) : a.StartsWith(b);
        return abbreviated ? Math.Max(whole, AbbreviationSimilarity) : whole;
    }

    private static int[] Lengths(ReadOnlySpan<Range> words, int textLength)
    {
        var lengths = new int[words.Length];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = words[i].GetOffsetAndLength(textLength).Length;
        return lengths;
    }

    /// <summary>The share of all letters that lies in paired words, each pair counting as much as it is alike.</summary>
    private static double PairedLength(Span<double> grid, int[] a, int[] b)
    {
        var paired = 0.0;
        while (Best(grid) is var best and >= 0)
        {
            var (i, j) = Math.DivRem(best, b.Length);
            paired += grid[best] * (a[i] + b[j]);
            for (var column = 0; column < b.Length; column++)
                grid[i * b.Length + column] = 0;
            for (var row = 0; row < a.Length; row++)
                grid[row * b.Length + j] = 0;
        }

        return paired / (a.Sum() + b.Sum());
    }

    private static int Best(ReadOnlySpan<double> grid)
    {
        var best = -1;
        for (var i = 0; i < grid.Length; i++)
            if (grid[i] >= LeastWordSimilarity && (best < 0 || grid[i] > grid[best]))
                best = i;
        return best;
    }
}
