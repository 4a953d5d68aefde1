namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>The rows of file 2 that one row of file 1 may belong to, each with an estimate of its score.</summary>
internal sealed class CandidateSet(int rows, int capacity)
{
    private readonly float[] _estimates = new float[rows];
    private readonly List<int> _proposed = [];
    private readonly PriorityQueue<int, (float Estimate, int Order)> _best = new(capacity);

    public void Add(int row, float estimate)
    {
        if (_estimates[row] == 0)
            _proposed.Add(row);
        _estimates[row] += estimate;
    }

    /// <summary>
    /// Empties the set into <paramref name="best"/>: the rows with the highest estimates, in no particular order. Of equal
    /// ones those proposed first stay, for that order gives each of many identical rows its own candidates.
    /// </summary>
    public void TakeBest(List<int> best)
    {
        var lowest = 0f;
        for (var i = 0; i < _proposed.Count; i++)
        {
            var row = _proposed[i];
            var estimate = _estimates[row];
            _estimates[row] = 0;
            if (_best.Count < capacity)
                _best.Enqueue(row, (estimate, -i));
            else if (estimate > lowest)
                _best.EnqueueDequeue(row, (estimate, -i));
            else
                continue;
            if (_best.TryPeek(out _, out var worst))
                lowest = worst.Estimate;
        }

        _proposed.Clear();
        best.Clear();
        foreach (var (row, _) in _best.UnorderedItems)
            best.Add(row);
        _best.Clear();
    }
}
