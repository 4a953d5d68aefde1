using System.Runtime.CompilerServices;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>Reads Word documents; a paragraph or a row of a table is in memory at a time.</summary>
internal sealed class DocxParser : IDocumentParser
{
    /// <summary>What a document may unpack to: a small file can hold a text of any size.</summary>
    private const long MaxTextBytes = 256 << 20;

    public string Format => "docx";

    public bool NeedsWholeFile => true;

    public async IAsyncEnumerable<Block> ReadAsync(Stream document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        using var file = Open(document);
        var main = file.MainDocumentPart ?? throw new UnreadableDocumentException("is no Word document: it has no main part");
        var levels = Try(() => HeadingLevels(main.StyleDefinitionsPart?.Styles));
        using var reader = Try(() => OpenXmlReader.Create(main));
        while (Try(() => ReadToText(reader)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (text, level) = Try(() => reader.ElementType == typeof(TableRow)
                ? (Row((TableRow)reader.LoadCurrentElement()!), 0)
                : Paragraph((Paragraph)reader.LoadCurrentElement()!, levels));
            if (!string.IsNullOrWhiteSpace(text))
                yield return new Block(text, level);
        }
    }

    private static WordprocessingDocument Open(Stream document) =>
        Try(() => WordprocessingDocument.Open(document, isEditable: false, new OpenSettings { MaxCharactersInPart = MaxTextBytes }));

    private static bool ReadToText(OpenXmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.IsStartElement && (reader.ElementType == typeof(Paragraph) || reader.ElementType == typeof(TableRow)))
                return true;
        }

        return false;
    }

    private static string Row(TableRow row) => string.Join(
        " | ", row.Elements<TableCell>().Select(cell => string.Join(' ', cell.Descendants<Paragraph>().Select(Text)).Trim()));

    private static (string Text, int Level) Paragraph(Paragraph paragraph, Dictionary<string, int> levels)
    {
        var properties = paragraph.ParagraphProperties;
        var level = properties?.OutlineLevel?.Val?.Value is { } own ? own + 1
            : levels.GetValueOrDefault(properties?.ParagraphStyleId?.Val?.Value ?? "");
        return (Text(paragraph), level is >= 1 and <= Block.Deepest ? level : 0);
    }

    private static string Text(Paragraph paragraph)
    {
        var text = new StringBuilder();
        foreach (var part in paragraph.Descendants())
        {
            _ = part switch
            {
                DocumentFormat.OpenXml.Wordprocessing.Text run => text.Append(run.Text),
                TabChar => text.Append('\t'),
                Break or CarriageReturn => text.Append('\n'),
                _ => text,
            };
        }

        return text.ToString().Trim();
    }

    /// <summary>The level of each style that is a heading's, by itself or by what it is based on.</summary>
    private static Dictionary<string, int> HeadingLevels(Styles? styles)
    {
        var byId = (styles?.Elements<Style>() ?? [])
            .Where(style => style.StyleId?.Value is not null)
            .DistinctBy(style => style.StyleId!.Value)
            .ToDictionary(style => style.StyleId!.Value!);
        return byId.Keys.ToDictionary(id => id, id => Level(byId, id, Block.Deepest));
    }

    private static int Level(Dictionary<string, Style> styles, string? id, int depth)
    {
        if (depth == 0 || id is null || !styles.TryGetValue(id, out var style))
            return 0;
        if (style.StyleParagraphProperties?.OutlineLevel?.Val?.Value is { } outline)
            return outline + 1;
        var name = style.StyleName?.Val?.Value ?? "";
        return name.Equals("title", StringComparison.OrdinalIgnoreCase) ? 1
            : name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(8), out var level) ? level
            : Level(styles, style.BasedOn?.Val?.Value, depth - 1);
    }

    // The file lies on the local disk and is only read: whatever is thrown here, another try would throw it again.
    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is not (OutOfMemoryException or UnreadableDocumentException))
        {
            throw new UnreadableDocumentException($"is no Word document that can be read: {broken.Message}", broken);
        }
    }
}
