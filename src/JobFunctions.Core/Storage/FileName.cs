using System.Text;

namespace JobFunctions.Core.Storage;

/// <summary>What a file may be called: it becomes the last part of a blob's name, and nothing else.</summary>
public static class FileName
{
    /// <summary>What is allowed, in words.</summary>
    public const string Rule = "must be 1 to 200 bytes of UTF-8 without slashes, backslashes, control characters or marks that turn the direction of text, and not '.' or '..'";

    private const int MaxBytes = 200;

    /// <summary>Whether a name is allowed.</summary>
    public static bool IsValid(string name) =>
        name.Length > 0
        && name is not ("." or "..")
        && !name.EnumerateRunes().Any(IsBad)
        && Encoding.UTF8.GetByteCount(name) <= MaxBytes;

    // Half of a surrogate pair has no bytes, so two names with halves would be one. With marks of direction "exe.csv" can show as "vsc.exe".
    private static bool IsBad(Rune c) =>
        c.Value is '/' or '\\' or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) || c == Rune.ReplacementChar || Rune.IsControl(c);
}
