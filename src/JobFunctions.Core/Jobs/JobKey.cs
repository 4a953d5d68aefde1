using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JobFunctions.Core.Jobs;

/// <summary>Keys that keep a job from being there twice: hashes, since what they are made of is a caller's and may be long.</summary>
public static class JobKey
{
    /// <summary>The key of a user's jobs of one type and config; the order of a config's members does not count.</summary>
    public static string OfUnique(string owner, string type, JsonElement config)
    {
        var text = new StringBuilder();
        Append(text, config);
        return Of(owner, type, text.ToString());
    }

    /// <summary>One key of some texts; other texts, or the same ones cut elsewhere, make another key.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The shard whose transactions guard a key: every job of the key lies there.</summary>
    public static int Shard(string key, int shards) =>
        (int)(uint.Parse(key.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % (uint)shards);

    private static void Append(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append('"').Append(JsonEncodedText.Encode(member.Name)).Append("\":");
                    Append(text, member.Value);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                // Two spellings of one text, with escapes and without, are one.
                text.Append('"').Append(JsonEncodedText.Encode(element.GetString()!)).Append('"');
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }
}

/// <summary>The name that a caller gave to one submit, so that he may send it again without a second job.</summary>
/// <param name="Key">The hash of owner and name.</param>
/// <param name="Body">The hash of what was sent: under one name nothing else may be sent.</param>
public sealed record IdempotencyKey(string Key, string Body);
