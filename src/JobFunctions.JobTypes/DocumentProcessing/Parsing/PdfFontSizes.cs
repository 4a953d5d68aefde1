using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis;

namespace JobFunctions.JobTypes.DocumentProcessing.Parsing;

/// <summary>
/// Tells headings from body text by size: a PDF knows letters and where they stand, not what they are. Most letters are body text;
/// each larger size is a level.
/// </summary>
internal sealed class PdfFontSizes
{
    /// <summary>What the first pages show holds for all.</summary>
    private const int LookedAt = 50;
    private const double LargerThanBody = 1.12;
    private const int MaxHeading = 200;

    private readonly double _body;
    private readonly double[] _larger;

    private PdfFontSizes(Dictionary<double, long> letters)
    {
        _body = letters.Count == 0 ? 0 : letters.MaxBy(size => size.Value).Key;
        _larger = [.. letters.Keys.Where(size => size >= _body * LargerThanBody).OrderDescending()];
    }

    public static PdfFontSizes Of(PdfDocument pdf, CancellationToken cancellationToken)
    {
        var letters = new Dictionary<double, long>();
        for (var page = 1; page <= Math.Min(LookedAt, pdf.NumberOfPages); page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var letter in pdf.GetPage(page).Letters.Where(letter => !string.IsNullOrWhiteSpace(letter.Value)))
            {
                var size = Rounded(letter.PointSize);
                letters[size] = letters.GetValueOrDefault(size) + 1;
            }
        }

        return new PdfFontSizes(letters);
    }

    /// <summary>The level of a heading; 0 for all else.</summary>
    public int LevelOf(TextBlock block)
    {
        // A letter of another font (code in a heading) may be smaller: the larger ones decide, if they are most.
        var sizes = block.TextLines.SelectMany(line => line.Words).SelectMany(word => word.Letters)
            .Select(letter => Rounded(letter.PointSize)).Order().ToList();
        var size = sizes.Count == 0 ? 0 : sizes[sizes.Count / 2];
        if (size < _body * LargerThanBody || sizes.Count > MaxHeading)
            return 0;
        return Math.Min(Block.Deepest, 1 + _larger.Count(larger => larger > size));
    }

    private static double Rounded(double size) => Math.Round(size * 2) / 2;
}
