using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobFunctions.JobTypes.ReplicatedTrades;

/// <summary>
/// Random numbers that follow from a text alone, on every machine and in every version of .NET, which <see cref="Random"/> does not
/// promise of its seeds.
/// </summary>
internal sealed class Draws(string seed)
{
    private int _next;

    /// <summary>A number between two bounds, both included, with so many decimals.</summary>
    public decimal Between(decimal low, decimal high, int decimals)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}#{_next++}")));
        var share = BinaryPrimitives.ReadUInt64BigEndian(hash) / (decimal)ulong.MaxValue;
        return Math.Round(low + (high - low) * share, decimals, MidpointRounding.ToEven);
    }
}
