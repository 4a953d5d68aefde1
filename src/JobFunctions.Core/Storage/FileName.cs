using System.Text;

namespace JobFunctions.Core.Storage;

/// <summary>What a file may be called: it becomes the last part of a blob's name, and nothing else.</summary>
public static class FileName
{
    /// <summary>What is allowed, in words.</summary>
    public const string Rule = "must be 1 to 200 bytes of UTF-8 without slashes, backslashes or control characters, and not '.' or '..'";

    private const int MaxBytes = 200;

    /// <summary>Whether a name is allowed.</summary>
    public static bool IsValid(string name) =>
        name.Length > 0
        && name is not ("." or "..")
        && !name.Any(c => c is '/' or '\\' || char.IsControl(c))
        && Encoding.UTF8.GetByteCount(name) <= MaxBytes;
}
