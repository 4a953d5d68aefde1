using System.Security.Cryptography;
using System.Text;

namespace JobFunctions.Core.Webhooks;

/// <summary>Signs as Standard Webhooks prescribes: HMAC-SHA256 over id, time and body.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;
    private const int NewBytes = 32;

    /// <summary>What a secret must look like, as a predicate.</summary>
    public static string Rule { get; } = $"must be '{Prefix}' and {MinBytes} to {MaxBytes} bytes in Base64";

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewBytes));

    public static bool IsSecret(string text) => TryKey(text, out _);

    /// <summary>The header's value: a signature by each secret, so that a receiver may know either.</summary>
    public static string Of(string id, long timestamp, string body, IEnumerable<string> secrets)
    {
        var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}");
        return string.Join(' ', secrets.Select(secret => TryKey(secret, out var key)
            ? $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"
            : throw new ArgumentException($"The secret {Rule}", nameof(secrets))));
    }

    private static bool TryKey(string text, out byte[] key)
    {
        key = new byte[MaxBytes + 2];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(text[Prefix.Length..], key, out var length)
            || length is < MinBytes or > MaxBytes)
            return false;
        key = key[..length];
        return true;
    }
}
