using JobFunctions.JobTypes.DataMatching.Csv;

namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>Cells that are equal or not, found by hash.</summary>
internal sealed class ExactColumnPair : ColumnPair
{
    private const int Empty = -1;

    private readonly int[] _keys1;
    private readonly int[] _keys2;
    private readonly Postings _postings;

    public ExactColumnPair(IEnumerable<string> texts1, IEnumerable<string> texts2)
    {
        var keys = new Dictionary<string, int>();
        _keys2 = [.. texts2.Select(KeyOf)];
        _keys1 = [.. texts1.Select(KeyOf)];
        _postings = new Postings(ByRow(_keys2), keys.Count);

        int KeyOf(string text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return Empty;
            if (!keys.TryGetValue(text, out var key))
                keys.Add(text, key = keys.Count);
            return key;
        }
    }

    public override double? Score(int row1, int row2) =>
        _keys1[row1] == Empty || _keys2[row2] == Empty ? null : _keys1[row1] == _keys2[row2] ? 1 : 0;

    public override void Propose(int row1, float weight, CandidateSet candidates)
    {
        var key = _keys1[row1];
        if (key != Empty && _postings.Count(key) > 0)
            _postings.Propose(key, VisitLimit, weight, candidates);
    }

    private static PackedColumn<int> ByRow(int[] keys)
    {
        var byRow = new PackedColumn<int>();
        foreach (var key in keys)
            byRow.Add(key == Empty ? [] : [key]);
        return byRow;
    }
}
