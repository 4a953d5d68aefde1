using System.Globalization;

namespace JobFunctions.Core.Storage;

/// <summary>Times as the beginnings of keys: twelve hexadecimal digits, so that rows lie in the order of their times.</summary>
internal static class TimeKey
{
    private const int Digits = 12;
    private const long LastMillisecond = 0xFFFF_FFFF_FFFF;

    public static string OldestFirst(DateTimeOffset at) => Hex(at.ToUnixTimeMilliseconds());

    public static string NewestFirst(DateTimeOffset at) => NewestFirst(at.ToUnixTimeMilliseconds());

    public static string NewestFirst(long unixMilliseconds) => Hex(LastMillisecond - unixMilliseconds);

    /// <summary>The time that a key of <see cref="NewestFirst(DateTimeOffset)"/> begins with. A cursor comes from outside and may name one that no clock shows.</summary>
    public static DateTimeOffset OfNewestFirst(string key) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(
        LastMillisecond - long.Parse(key.AsSpan(0, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static string Hex(long milliseconds) => milliseconds.ToString("x12", CultureInfo.InvariantCulture);
}
