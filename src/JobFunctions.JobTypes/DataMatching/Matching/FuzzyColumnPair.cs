using System.Runtime.InteropServices;
using JobFunctions.JobTypes.DataMatching.Comparison;
using JobFunctions.JobTypes.DataMatching.Csv;

namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>Cells that may be misspelt, found by the groups of three letters that they share.</summary>
internal sealed class FuzzyColumnPair : ColumnPair
{
    // Comparing takes the product of the lengths; what differs in names, addresses and titles stands further in front.
    private const int ComparedLength = 100;

    private readonly PackedColumn<char> _texts1;
    private readonly PackedColumn<char> _texts2;
    private readonly Dictionary<ulong, int> _keys = [];
    private readonly Postings _postings;
    private readonly List<ulong> _trigrams = [];
    private readonly List<(int Count, int Key)> _found = [];

    public FuzzyColumnPair(IEnumerable<string> texts1, IEnumerable<string> texts2)
    {
        _texts1 = Pack(texts1);
        _texts2 = Pack(texts2);
        _postings = new Postings(KeysByRow(), _keys.Count);
    }

    public override double? Score(int row1, int row2)
    {
        var text1 = _texts1[row1];
        var text2 = _texts2[row2];
        return text1.IsEmpty || text2.IsEmpty ? null : FuzzySimilarity.Of(text1, text2);
    }

    public override void Propose(int row1, float weight, CandidateSet candidates)
    {
        Trigrams.Collect(_texts1[row1], _trigrams);
        _found.Clear();
        foreach (var trigram in _trigrams)
            if (_keys.TryGetValue(trigram, out var key))
                _found.Add((_postings.Count(key), key));

        // Rare trigrams tell most and cost least, so they spend the visits first.
        _found.Sort();
        var total = _found.Sum(found => Rarity(found.Count));
        var visits = VisitLimit;
        foreach (var (count, key) in _found)
        {
            if (visits == 0)
                break;
            visits -= _postings.Propose(key, visits, weight * Rarity(count) / total, candidates);
        }
    }

    private float Rarity(int count) => MathF.Log(1 + (float)_texts2.Rows / count);

    private static PackedColumn<char> Pack(IEnumerable<string> texts)
    {
        var packed = new PackedColumn<char>();
        foreach (var text in texts)
            packed.Add(text.AsSpan(0, Math.Min(text.Length, ComparedLength)).Trim());
        return packed;
    }

    private PackedColumn<int> KeysByRow()
    {
        var keysByRow = new PackedColumn<int>();
        var keysOfRow = new List<int>();
        for (var row = 0; row < _texts2.Rows; row++)
        {
            Trigrams.Collect(_texts2[row], _trigrams);
            keysOfRow.Clear();
            foreach (var trigram in _trigrams)
            {
                if (!_keys.TryGetValue(trigram, out var key))
                    _keys.Add(trigram, key = _keys.Count);
                keysOfRow.Add(key);
            }

            keysByRow.Add(CollectionsMarshal.AsSpan(keysOfRow));
        }

        return keysByRow;
    }
}
