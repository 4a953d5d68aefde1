using JobFunctions.JobTypes.DataMatching.Csv;

namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>An inverted index: for each key, numbered from 0, the rows that have it.</summary>
internal sealed class Postings
{
    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly int[] _turns;

    public Postings(PackedColumn<int> keysByRow, int keys)
    {
        _starts = new int[keys + 1];
        _turns = new int[keys];
        for (var row = 0; row < keysByRow.Rows; row++)
            foreach (var key in keysByRow[row])
                _starts[key + 1]++;
        for (var key = 0; key < keys; key++)
            _starts[key + 1] += _starts[key];

        _rows = new int[_starts[keys]];
        var next = _starts.AsSpan(0, keys).ToArray();
        for (var row = 0; row < keysByRow.Rows; row++)
            foreach (var key in keysByRow[row])
                _rows[next[key]++] = row;
    }

    /// <summary>How many rows have the key.</summary>
    public int Count(int key) => _starts[key + 1] - _starts[key];

    /// <summary>
    /// Proposes at most <paramref name="limit"/> rows that have the key. Each call starts one row further, so that many equal
    /// rows of file 1 are not all given the same few of file 2.
    /// </summary>
    /// <returns>How many rows it proposed.</returns>
    public int Propose(int key, int limit, float estimate, CandidateSet candidates)
    {
        var rows = _rows.AsSpan(_starts[key], Count(key));
        var proposed = Math.Min(limit, rows.Length);
        var turn = _turns[key]++ % rows.Length;
        for (var i = 0; i < proposed; i++)
        {
            candidates.Add(rows[turn], estimate);
            if (++turn == rows.Length)
                turn = 0;
        }

        return proposed;
    }
}
