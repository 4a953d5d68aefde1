using System.Runtime.CompilerServices;
using System.Text;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>Reads plain text: paragraphs end at an empty line. Streamed, so a text may be of any size.</summary>
internal sealed class TextParser : IDocumentParser
{
    /// <summary>A longer paragraph is cut: text without empty lines must not pile up in memory.</summary>
    private const int MaxParagraph = 32 << 10;

    public string Format => "text";

    public bool NeedsWholeFile => false;

    public async IAsyncEnumerable<Block> ReadAsync(Stream document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new TextLines(document);
        var paragraph = new StringBuilder();
        while (await NextAsync(lines, MaxParagraph, cancellationToken) is { } line)
        {
            var ends = string.IsNullOrWhiteSpace(line);
            if (!ends)
                paragraph.Append(line).Append(lines.LineWasCut ? "" : "\n");
            if (paragraph.Length > 0 && (ends || paragraph.Length >= MaxParagraph))
            {
                yield return new Block(paragraph.ToString(), Part: lines.Part);
                paragraph.Clear();
            }
        }

        if (paragraph.Length > 0)
            yield return new Block(paragraph.ToString(), Part: 1);
    }

    /// <summary>The next line; what is no text is told as a broken document.</summary>
    public static async ValueTask<string?> NextAsync(TextLines lines, int maxLine, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken, maxLine);
        }
        catch (InvalidDataException broken)
        {
            throw new UnreadableDocumentException(broken.Message, broken);
        }
    }
}
