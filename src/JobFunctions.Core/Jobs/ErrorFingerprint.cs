using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JobFunctions.Core.Jobs;

/// <summary>
/// Tells errors of one kind from others: the job type, the error's type, and its message without what differs from job to job (quoted
/// parts, ids, numbers). Callers keep it in addresses, so its rules change only with <see cref="Version"/>.
/// </summary>
public static partial class ErrorFingerprint
{
    private const string Version = "1";
    private const int Digits = 16;

    /// <summary>The fingerprint of an error: 16 hexadecimal digits.</summary>
    /// <param name="jobType">The type of the job that failed.</param>
    /// <param name="errorType">The error's type name.</param>
    /// <param name="message">Its message.</param>
    public static string Of(string jobType, string errorType, string message)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Version, jobType, errorType, Normalise(message))));
        return Convert.ToHexStringLower(hash)[..Digits];
    }

    /// <summary>Whether a text can be one.</summary>
    public static bool IsOne(string text) => Form().IsMatch(text);

    /// <summary>A message as all errors of its kind have it.</summary>
    public static string Normalise(string message)
    {
        var first = Quoted().Replace(message, "'…'");
        first = Id().Replace(first, "#");
        first = Number().Replace(first, "#");
        return Space().Replace(first, " ").Trim();
    }

    // A quote within a word is an apostrophe.
    [GeneratedRegex("""(?<!\w)'[^'\n]*'(?!\w)|"[^"\n]*"|`[^`\n]*`|“[^”\n]*”|«[^»\n]*»""")]
    private static partial Regex Quoted();

    // UUIDs, hexadecimal digits that begin with 0x or are many, and long words with a digit in them: hashes, addresses, request ids.
    [GeneratedRegex("""\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b0x[0-9a-fA-F]+\b|\b(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}\b|\b(?=[A-Za-z_]*[0-9])[0-9A-Za-z_]{16,}\b""")]
    private static partial Regex Id();

    [GeneratedRegex("""[+-]?\d+(?:[.,:]\d+)*""")]
    private static partial Regex Number();

    [GeneratedRegex("""\s+""")]
    private static partial Regex Space();

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex Form();
}
