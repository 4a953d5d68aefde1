using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace JobFunctions.Core.Jobs;

/// <summary>
/// The name of a job: a UUID that carries its creation time (version 7, RFC 9562) and, in its last ten bits, the shard that
/// holds every row of the job. So a row's place follows from the id alone, and the number of shards can grow: new ids use the
/// new shards, old ids still name theirs.
/// </summary>
public readonly record struct JobId
{
    /// <summary>The largest number of shards that the fixed bits can name.</summary>
    public const int MaxShards = 1024;

    private readonly Guid _value;

    private JobId(Guid value) => _value = value;

    /// <summary>The shard of every row of this job, 0 to <see cref="MaxShards"/> − 1.</summary>
    public int Shard
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            _value.TryWriteBytes(bytes, bigEndian: true, out _);
            return ((bytes[14] & 0b11) << 8) | bytes[15];
        }
    }

    /// <summary>The first 48 bits: milliseconds since 1970, UTC.</summary>
    public long UnixMilliseconds
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            _value.TryWriteBytes(bytes, bigEndian: true, out _);
            var time = 0L;
            for (var i = 0; i < 6; i++)
                time = (time << 8) | bytes[i];
            return time;
        }
    }

    /// <summary>Makes an id of a time, a shard and random bits.</summary>
    /// <param name="time">The job's creation; the id keeps its milliseconds.</param>
    /// <param name="shard">0 to <see cref="MaxShards"/> − 1.</param>
    /// <param name="random">Its bytes fill what time, version and shard leave free.</param>
    public static JobId New(DateTimeOffset time, int shard, Guid random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, MaxShards);

        Span<byte> bytes = stackalloc byte[16];
        random.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = time.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--, milliseconds >>= 8)
            bytes[i] = (byte)milliseconds;
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        bytes[14] = (byte)((bytes[14] & ~0b11) | (shard >> 8));
        bytes[15] = (byte)shard;
        return new JobId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Reads an id as callers write it: a UUID with dashes, with or without a leading <c>job_</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        var span = text.AsSpan();
        if (span.StartsWith("job_", StringComparison.Ordinal))
            span = span[4..];
        var parsed = Guid.TryParseExact(span, "D", out var value) || Guid.TryParseExact(span, "N", out value);
        id = new JobId(value);
        return parsed;
    }

    /// <summary>Reads an id that this service wrote.</summary>
    /// <exception cref="FormatException">The text is no UUID.</exception>
    public static JobId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a job id"));

    /// <summary>The 32 hexadecimal digits, as row keys and blob names use them.</summary>
    public string ToKey() => _value.ToString("N");

    /// <summary>The UUID with dashes, as every answer shows it.</summary>
    public override string ToString() => _value.ToString("D");
}
