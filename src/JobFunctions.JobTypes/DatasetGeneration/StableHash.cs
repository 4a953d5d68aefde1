using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Hashes that are the same in every process and at every time, unlike <see cref="object.GetHashCode"/>.</summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<char> text, long seed = 0) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), seed);
}
