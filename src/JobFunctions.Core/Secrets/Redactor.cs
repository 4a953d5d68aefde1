using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobFunctions.Core.Secrets;

/// <summary>
/// Strikes the secrets of a job out of whatever its handler lets out: messages, errors, results. It knows them as they are and as JSON,
/// addresses, forms and Base64 write them; a handler that disguises one otherwise can't be helped.
/// </summary>
public sealed class Redactor
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mark = "[redacted]";

    private readonly string[] _words;

    private Redactor(IEnumerable<string> secrets) =>
        _words = [.. secrets.SelectMany(Forms).Where(form => form.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];

    /// <summary>Knows no secret.</summary>
    public static Redactor None { get; } = new([]);

    /// <summary>Whether there is nothing to strike out.</summary>
    public bool IsEmpty => _words.Length == 0;

    /// <summary>Strikes out these secrets.</summary>
    public static Redactor Of(IEnumerable<string> secrets) => new Redactor(secrets) is { IsEmpty: false } redactor ? redactor : None;

    /// <summary>A text without secrets.</summary>
    public string Redact(string text) => _words.Aggregate(text, (now, word) => now.Replace(word, Mark, StringComparison.Ordinal));

    /// <summary>An exception that can be logged.</summary>
    public Exception Redact(Exception exception) =>
        IsEmpty ? exception : new RedactedException(exception.GetType().Name, Redact(exception.Message), Redact(exception.ToString()));

    /// <summary>JSON whose names and values hold no secrets, and which still is JSON.</summary>
    public JsonElement Redact(JsonElement json)
    {
        if (IsEmpty)
            return json;
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
            Write(writer, json);
        return JsonElement.Parse(written.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    writer.WritePropertyName(Redact(member.Name));
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Redact(json.GetString()!));
                break;
            case JsonValueKind.Number when Redact(json.GetRawText()) is var text && text != json.GetRawText():
                writer.WriteStringValue(text);
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret,
            JsonEncodedText.Encode(secret).ToString(),
            JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            Convert.ToBase64String(bytes),
            Convert.ToBase64String(bytes).TrimEnd('='),
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
        ];
    }

    private sealed class RedactedException(string type, string message, string text) : Exception($"{type}: {message}")
    {
        public override string ToString() => text;
    }
}
