using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>How the chosen terms are used: how they are written, how often, and which stand in the same chunks.</summary>
internal sealed class TermUses
{
    private const int MostSpellings = 32;
    private const int ListedVariants = 5;

    private readonly IReadOnlyList<(string Normal, double Score)> _terms;
    private readonly int _maxWords;
    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<string, long>[] _spellings;
    private readonly HashSet<int> _present = [];

    public TermUses(IReadOnlyList<(string Normal, double Score)> terms, int maxWords)
    {
        _terms = terms;
        _maxWords = maxWords;
        _numbers = terms.Index().ToDictionary(term => term.Item.Normal, term => term.Index, StringComparer.Ordinal);
        _spellings = [.. terms.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal))];
        Together = new double[terms.Count, terms.Count];
        Frequency = new long[terms.Count];
    }

    /// <summary>In how many chunks two terms stand together; on the diagonal, in how many one stands.</summary>
    public double[,] Together { get; }

    /// <summary>How often each term stands in the chunks.</summary>
    public long[] Frequency { get; }

    public void Add(string text)
    {
        _present.Clear();
        foreach (var (normal, start, end) in Candidates.Of(text, _maxWords))
        {
            if (!_numbers.TryGetValue(normal, out var term))
                continue;
            _present.Add(term);
            Frequency[term]++;
            var spelling = string.Join(' ', text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var spellings = _spellings[term];
            if (spellings.Count < MostSpellings || spellings.ContainsKey(spelling))
                spellings[spelling] = spellings.GetValueOrDefault(spelling) + 1;
        }

        foreach (var one in _present)
        {
            foreach (var other in _present)
                Together[one, other]++;
        }
    }

    /// <summary>A term as the taxonomy shows it.</summary>
    public TaxonomyTerm Show(int term)
    {
        var spellings = _spellings[term].OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Key).DefaultIfEmpty(_terms[term].Normal).ToList();
        return new TaxonomyTerm
        {
            Term = spellings[0],
            Variants = [.. spellings.Skip(1).Take(ListedVariants)],
            Score = Math.Round(_terms[term].Score, 4),
            Frequency = Frequency[term],
            Chunks = (long)Together[term, term],
        };
    }
}
