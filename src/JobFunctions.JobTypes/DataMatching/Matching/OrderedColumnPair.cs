namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>Numbers or dates, found by walking a sorted column outward from the value.</summary>
internal sealed class OrderedColumnPair : ColumnPair
{
    private readonly double?[] _values1;
    private readonly double?[] _values2;
    private readonly double[] _sorted;
    private readonly int[] _rows;
    private readonly int[] _turns;
    private readonly Func<double, double, double> _similarity;
    private readonly double _least;

    /// <param name="values1">The values of file 1; null for an empty cell.</param>
    /// <param name="values2">The values of file 2; null for an empty cell.</param>
    /// <param name="similarity">How alike two values are, 0 to 1; falls as they move apart.</param>
    /// <param name="least">The lowest similarity that proposes a row.</param>
    public OrderedColumnPair(double?[] values1, double?[] values2, Func<double, double, double> similarity, double least)
    {
        (_values1, _values2, _similarity, _least) = (values1, values2, similarity, least);
        _rows = [.. Enumerable.Range(0, values2.Length).Where(row => values2[row] is not null).OrderBy(row => values2[row])];
        _sorted = [.. _rows.Select(row => values2[row]!.Value)];
        _turns = new int[_rows.Length];
    }

    public override double? Score(int row1, int row2) =>
        _values1[row1] is { } a && _values2[row2] is { } b ? _similarity(a, b) : null;

    public override void Propose(int row1, float weight, CandidateSet candidates)
    {
        if (_values1[row1] is not { } value)
            return;

        var (low, high) = (FirstAtLeast(value), FirstAbove(value));
        var visits = ProposeEqual(low, high, weight, candidates);
        var below = low - 1;
        var above = high;
        while (visits++ < VisitLimit)
        {
            var downward = below >= 0 ? _similarity(value, _sorted[below]) : 0;
            var upward = above < _sorted.Length ? _similarity(value, _sorted[above]) : 0;
            var similarity = Math.Max(downward, upward);
            if (similarity <= 0 || similarity < _least)
                break;
            candidates.Add(downward >= upward ? _rows[below--] : _rows[above++], weight * (float)similarity);
        }
    }

    // Each call starts one row further, so that many equal rows of file 1 are not all given the same few of file 2.
    private int ProposeEqual(int low, int high, float weight, CandidateSet candidates)
    {
        var count = high - low;
        if (count == 0)
            return 0;
        var turn = _turns[low]++;
        var visits = Math.Min(count, VisitLimit);
        for (var i = 0; i < visits; i++)
            candidates.Add(_rows[low + (turn + i) % count], weight);
        return visits;
    }

    private int FirstAtLeast(double value) => Partition(other => other >= value);

    private int FirstAbove(double value) => Partition(other => other > value);

    private int Partition(Func<double, bool> isUpper)
    {
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (isUpper(_sorted[middle]))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
