using System.Text;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.JobTypes.DataMatching.Csv;
using JobFunctions.JobTypes.DataMatching.Matching;

namespace JobFunctions.JobTypes.Tests.DataMatching.Matching;

/// <summary>Matches tables that a test writes down: one column a mapping, cells in the order of rows.</summary>
internal static class MatchingFixture
{
    public static MatchOutcome Match(
        double threshold, params (string MatchType, double Weight, string[] Cells1, string[] Cells2)[] mappings) =>
        Match(threshold, int.MaxValue, mappings);

    public static MatchOutcome Match(
        double threshold, int mostReached, params (string MatchType, double Weight, string[] Cells1, string[] Cells2)[] mappings)
    {
        var table1 = Table([.. mappings.Select(mapping => mapping.Cells1)]);
        var table2 = Table([.. mappings.Select(mapping => mapping.Cells2)]);
        var cancellationToken = TestContext.Current.CancellationToken;
        var factory = new ColumnPairFactory(table1, table2, threshold / 100, cancellationToken);
        var columns = mappings.Select((mapping, i) => new WeightedColumns(
            factory.Create(new ColumnMapping { File1Col = $"{i}", File2Col = $"{i}", MatchType = mapping.MatchType }),
            mapping.Weight));
        return Matcher.Run([.. columns], table1.Rows, table2.Rows, threshold / 100, _ => { }, cancellationToken, mostReached);
    }

    /// <summary>The matches as pairs of row numbers from 0.</summary>
    public static IEnumerable<(int, int)> Pairs(this MatchOutcome outcome) => outcome.Matches.Select(match => (match.Row1, match.Row2));

    private static CsvTable Table(string[][] columns) =>
        new("test.csv", columns.Index().ToDictionary(column => $"{column.Index}", column => Packed(column.Item)));

    private static PackedColumn<byte> Packed(string[] cells)
    {
        var packed = new PackedColumn<byte>();
        foreach (var cell in cells)
            packed.Add(Encoding.UTF8.GetBytes(cell));
        return packed;
    }
}
