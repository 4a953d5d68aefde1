namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Which rows never come apart: those of one document or section, and those whose texts are nearly the same.</summary>
internal sealed class RowGroups
{
    private readonly Dictionary<ulong, int> _firstOfKey = [];
    private readonly List<int> _parents = [];
    private readonly List<ulong> _keys = [];
    private readonly NearDuplicates _texts = new();

    /// <summary>How many rows there are.</summary>
    public int Rows => _parents.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="key">Its document or section.</param>
    /// <param name="text">What stands in it.</param>
    public void Add(string key, string text)
    {
        var hash = StableHash.Of(key);
        var row = _parents.Count;
        _parents.Add(row);
        _keys.Add(hash);
        _texts.Add(text);
        if (!_firstOfKey.TryAdd(hash, row))
            _parents[row] = Root(_firstOfKey[hash]);
    }

    /// <summary>Joins the groups of near duplicates.</summary>
    /// <returns>How many groups went into another's.</returns>
    public int JoinNearDuplicates()
    {
        var joined = 0;
        foreach (var (one, other) in _texts.Pairs())
        {
            var (first, second) = (Root(one), Root(other));
            if (first == second)
                continue;
            _parents[Math.Max(first, second)] = Math.Min(first, second);
            joined++;
        }

        return joined;
    }

    /// <summary>The groups: each one's first row, its key and how many rows it has.</summary>
    public IReadOnlyList<(int First, ulong Key, int Rows)> All() =>
        [.. Enumerable.Range(0, Rows).GroupBy(Root).Select(group => (group.Key, _keys[group.Key], group.Count()))];

    /// <summary>The first row of a row's group.</summary>
    public int Root(int row)
    {
        while (_parents[row] != row)
            row = _parents[row] = _parents[_parents[row]];
        return row;
    }
}
