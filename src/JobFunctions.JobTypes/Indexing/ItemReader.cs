using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>What an item held.</summary>
/// <param name="Sha256">Its hash in hexadecimal.</param>
/// <param name="Bytes">How many bytes were read.</param>
/// <param name="Text">Its text; null when it has none that can be read here.</param>
internal sealed record ItemContent(string Sha256, long Bytes, string? Text);

/// <summary>Reads an item once: its hash, and its text as far as it is text. Memory holds the text alone, up to a limit.</summary>
internal static partial class ItemReader
{
    private const int BufferBytes = 64 * 1024;

    private static readonly HashSet<string> TextExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".txt", ".md", ".markdown", ".rst", ".adoc", ".tex", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".html", ".htm", ".yaml", ".yml",
        ".toml", ".ini", ".log", ".srt", ".vtt", ".sql", ".cs", ".py", ".js", ".ts", ".java", ".go", ".rs", ".c", ".h", ".cpp", ".sh", ".ps1", ".bicep",
    };

    public static async Task<ItemContent> ReadAsync(SourceItem item, Stream content, int maxTextBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var kept = new MemoryStream();
            var keeps = IsText(item) ? maxTextBytes : 0;
            var bytes = 0L;
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; bytes += read)
            {
                hash.AppendData(buffer, 0, read);
                kept.Write(buffer, 0, (int)Math.Min(read, keeps - kept.Length));
            }

            return new ItemContent(Convert.ToHexStringLower(hash.GetHashAndReset()), bytes, keeps > 0 ? Text(item, kept) : null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsText(SourceItem item) => item.ContentType switch
    {
        null or "" or "application/octet-stream" => TextExtensions.Contains(Path.GetExtension(item.Path)),
        "application/json" or "application/xml" or "application/x-ndjson" or "application/yaml" => true,
        "application/vnd.google-apps.document" or "application/vnd.google-apps.spreadsheet" or "application/vnd.google-apps.presentation" => true,
        var type => type.StartsWith("text/", StringComparison.OrdinalIgnoreCase),
    };

    private static string? Text(SourceItem item, MemoryStream kept)
    {
        kept.Position = 0;
        using var reader = new StreamReader(kept, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var text = reader.ReadToEnd();

        // What calls itself text and holds zeros is something else.
        if (text.Contains('\0', StringComparison.Ordinal))
            return null;
        var isHtml = item.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
            || Path.GetExtension(item.Path) is ".html" or ".htm";
        return isHtml ? WebUtility.HtmlDecode(Tag().Replace(Unseen().Replace(text, " "), " ")) : text;
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex("<(?:script|SCRIPT)[^>]*>.*?</(?:script|SCRIPT)>|<(?:style|STYLE)[^>]*>.*?</(?:style|STYLE)>|<!--.*?-->", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Unseen();
}
