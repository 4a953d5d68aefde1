using System.Text;
using JobFunctions.JobTypes.DataMatching.Comparison;
using JobFunctions.JobTypes.DataMatching.Csv;

namespace JobFunctions.JobTypes.DataMatching.Matching;

/// <summary>Builds what compares the columns of a mapping, and notes the cells that could not be read.</summary>
internal sealed class ColumnPairFactory(CsvTable table1, CsvTable table2, double threshold, CancellationToken cancellationToken)
{
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings => _warnings;

    public ColumnPair Create(ColumnMapping mapping) => mapping.MatchType switch
    {
        MatchTypes.Exact => new ExactColumnPair(Texts1(mapping), Texts2(mapping)),
        MatchTypes.Fuzzy => new FuzzyColumnPair(Texts1(mapping), Texts2(mapping)),
        MatchTypes.Numeric => Ordered(mapping, _ => NumberParser.Parse, "number", ValueSimilarity.OfNumbers),
        _ => Ordered(mapping, texts => new DateParser(texts).Parse, "date", ValueSimilarity.OfDays),
    };

    private IEnumerable<string> Texts1(ColumnMapping mapping) => Texts(table1[mapping.File1Col], mapping.UseNormalization);

    private IEnumerable<string> Texts2(ColumnMapping mapping) => Texts(table2[mapping.File2Col], mapping.UseNormalization);

    private IEnumerable<string> Texts(PackedColumn<byte> column, bool normalize)
    {
        for (var row = 0; row < column.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = Encoding.UTF8.GetString(column[row]);
            yield return normalize ? TextNormalizer.Normalize(text) : text;
        }
    }

    // A pair whose average reaches the threshold has at least one mapping that does, so that is how near a value must be.
    private OrderedColumnPair Ordered(
        ColumnMapping mapping,
        Func<IEnumerable<string>, Func<string, double?>> parserOf,
        string what,
        Func<double, double, double> similarity) =>
        new(Values(table1, mapping.File1Col, parserOf, what), Values(table2, mapping.File2Col, parserOf, what), similarity, threshold);

    private double?[] Values(CsvTable table, string column, Func<IEnumerable<string>, Func<string, double?>> parserOf, string what)
    {
        var texts = Texts(table[column], normalize: false);
        var parse = parserOf(texts);
        var unreadable = 0;
        double?[] values = [.. texts.Select(Read)];
        if (unreadable > 0)
        {
            _warnings.Add(
                $"{table.File}: {unreadable} of {table.Rows} cells in column \"{column}\" are no {what} and were treated as empty");
        }

        return values;

        double? Read(string text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            var value = parse(text);
            unreadable += value is null ? 1 : 0;
            return value;
        }
    }
}
