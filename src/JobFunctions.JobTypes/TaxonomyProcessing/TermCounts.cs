using System.Runtime.InteropServices;
using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>
/// Counts candidates over any number of chunks in bounded memory: when there are too many, the rarest are forgotten (lossy counting),
/// which can't touch a term that is frequent enough to become a key term.
/// </summary>
/// <param name="maxWords">The most words of a term.</param>
/// <param name="most">How many candidates are kept at once.</param>
internal sealed class TermCounts(int maxWords, int most = 300_000)
{
    private readonly Dictionary<string, TermCount> _counts = new(StringComparer.Ordinal);
    private long _chunk;
    private long _floor;

    /// <summary>How many chunks were counted.</summary>
    public long Chunks => _chunk;

    /// <summary>The counts by the candidates' normal form.</summary>
    public IReadOnlyDictionary<string, TermCount> Counts => _counts;

    public void Add(string text)
    {
        _chunk++;
        foreach (var (normal, _, _) in Candidates.Of(text, maxWords))
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, normal, out _);
            count = new TermCount(count.Frequency + 1, count.LastChunk == _chunk ? count.Chunks : count.Chunks + 1, _chunk);
        }

        while (_counts.Count > most)
            Forget();
    }

    private void Forget()
    {
        _floor++;
        foreach (var (normal, count) in _counts)
        {
            // Removing does not disturb the enumeration of a dictionary.
            if (count.Frequency <= _floor)
                _counts.Remove(normal);
        }
    }
}

/// <summary>How often a candidate was seen.</summary>
/// <param name="Frequency">In all.</param>
/// <param name="Chunks">In how many chunks.</param>
/// <param name="LastChunk">The number of the last of them.</param>
internal readonly record struct TermCount(long Frequency, long Chunks, long LastChunk);
