namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>
/// Finds texts that are nearly the same (MinHash over groups of words, in bands): two that share four fifths of their groups agree in
/// at least one band with a likelihood of 97 %. 96 bytes a text, so that a million fit.
/// </summary>
internal sealed class NearDuplicates
{
    private const int Bands = 12;
    private const int HashesInBand = 6;
    private const int WordsInGroup = 3;

    private readonly List<ulong[]> _bands = [.. Enumerable.Range(0, Bands).Select(_ => Array.Empty<ulong>())];

    /// <summary>How many texts were added.</summary>
    public int Count { get; private set; }

    public void Add(string text)
    {
        var signature = Signature(text);
        for (var band = 0; band < Bands; band++)
        {
            var hashes = _bands[band];
            if (Count == hashes.Length)
                Array.Resize(ref hashes, Math.Max(256, 2 * Count));
            hashes[Count] = Combined(signature.AsSpan(band * HashesInBand, HashesInBand));
            _bands[band] = hashes;
        }

        Count++;
    }

    /// <summary>Every two texts that are nearly the same, or are so by way of others.</summary>
    public IEnumerable<(int One, int Other)> Pairs()
    {
        foreach (var band in _bands)
        {
            var rows = Enumerable.Range(0, Count).ToArray();
            Array.Sort(band, rows, 0, Count);
            for (var i = 1; i < Count; i++)
            {
                if (band[i] == band[i - 1])
                    yield return (rows[i - 1], rows[i]);
            }
        }
    }

    private static ulong[] Signature(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var signature = new ulong[Bands * HashesInBand];
        Array.Fill(signature, ulong.MaxValue);

        // A text of few words is one group, so that short ones are only duplicates when they are the same.
        for (var first = 0; first == 0 || first + WordsInGroup <= words.Length; first++)
        {
            var group = StableHash.Of(string.Join(' ', words, first, Math.Min(WordsInGroup, words.Length)).ToLowerInvariant());
            for (var i = 0; i < signature.Length; i++)
                signature[i] = Math.Min(signature[i], Mixed(group + (ulong)i * 0x9E3779B97F4A7C15));
        }

        return signature;
    }

    private static ulong Combined(ReadOnlySpan<ulong> hashes)
    {
        var combined = 0ul;
        foreach (var hash in hashes)
            combined = Mixed(combined ^ hash);
        return combined;
    }

    /// <summary>The finaliser of SplitMix64: every bit of the input changes half of the bits.</summary>
    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
