using System.Runtime.CompilerServices;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.ReadingOrderDetector;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;
using UglyToad.PdfPig.Exceptions;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>Reads the text of PDFs, page by page. What is larger than the body text is a heading.</summary>
internal sealed class PdfParser : IDocumentParser
{
    public string Format => "pdf";

    public bool NeedsWholeFile => true;

    public async IAsyncEnumerable<Block> ReadAsync(Stream document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        using var pdf = Open(document);
        var pages = Try(() => pdf.NumberOfPages);
        var sizes = Try(() => PdfFontSizes.Of(pdf, cancellationToken));
        for (var number = 1; number <= pages; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var block in Try(() => Blocks(pdf.GetPage(number))))
            {
                if (Text(block) is { Length: > 0 } text)
                    yield return new Block(text, sizes.LevelOf(block), number, (double)number / pages);
            }
        }
    }

    private static PdfDocument Open(Stream document)
    {
        try
        {
            return PdfDocument.Open(document);
        }
        catch (PdfDocumentEncryptedException encrypted)
        {
            throw new UnreadableDocumentException("is encrypted with a password", encrypted);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw Unreadable(broken);
        }
    }

    private static List<TextBlock> Blocks(Page page)
    {
        var words = NearestNeighbourWordExtractor.Instance.GetWords(page.Letters).Where(word => !string.IsNullOrWhiteSpace(word.Text)).ToList();
        if (words.Count == 0)
            return [];
        var blocks = DocstrumBoundingBoxes.Instance.GetBlocks(words);
        return [.. UnsupervisedReadingOrderDetector.Instance.Get(blocks).OrderBy(block => block.ReadingOrder)];
    }

    private static string Text(TextBlock block) => string.Join('\n', block.TextLines.Select(line => line.Text)).Trim();

    // The file lies on the local disk and is only read: whatever is thrown here, another try would throw it again.
    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is not (OutOfMemoryException or OperationCanceledException))
        {
            throw Unreadable(broken);
        }
    }

    private static UnreadableDocumentException Unreadable(Exception broken) => new($"is no PDF that can be read: {broken.Message}", broken);
}
