namespace JobFunctions.Core.Jobs;

/// <summary>Where ids and jitter come from. Tests give it a seed.</summary>
/// <param name="random">The source; the process-wide one by default.</param>
public sealed class Randomness(Random? random = null)
{
    private readonly Lock _lock = new();
    private readonly Random? _seeded = random;

    /// <summary>A random UUID, for ids that must never meet.</summary>
    public Guid NewGuid()
    {
        if (_seeded is null)
            return Guid.NewGuid();
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
            _seeded.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>A token that no two changes or generations share: 16 hexadecimal digits.</summary>
    public string NewToken() => NewGuid().ToString("N")[..16];

    /// <summary>A number from 0 up to, but not, 1.</summary>
    public double NextDouble()
    {
        if (_seeded is null)
            return Random.Shared.NextDouble();
        lock (_lock)
            return _seeded.NextDouble();
    }

    /// <summary>A whole number from 0 up to, but not, the bound.</summary>
    public int Next(int bound) => (int)(NextDouble() * bound);
}
