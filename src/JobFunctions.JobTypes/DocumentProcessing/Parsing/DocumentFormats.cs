namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>Finds the parser of a document: by its first bytes where a format has some, else by its name.</summary>
internal static class DocumentFormats
{
    private static readonly TextParser Text = new();
    private static readonly MarkdownParser Markdown = new();
    private static readonly HtmlParser Html = new();
    private static readonly DocxParser Docx = new();
    private static readonly PdfParser Pdf = new();

    /// <summary>How many bytes <see cref="Find"/> wants to see.</summary>
    public const int Head = 1024;

    /// <summary>The parser; anything unknown is taken for plain text, whose parser refuses what is none.</summary>
    public static IDocumentParser Find(string name, ReadOnlySpan<byte> head)
    {
        // A PDF may begin with a few other bytes, such as a mail's header.
        if (head.IndexOf("%PDF-"u8) >= 0)
            return Pdf;
        if (head.StartsWith("PK"u8))
            return Docx;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".pdf" => Pdf,
            ".docx" => Docx,
            ".htm" or ".html" or ".xhtml" => Html,
            ".md" or ".markdown" => Markdown,
            _ => Text,
        };
    }
}
