using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>Which rows of two CSV files belong together, and what to write about them.</summary>
internal sealed record DataMatchingConfig
{
    [InputFileName, Description("The first CSV file.")]
    public string File1 { get; init; } = "file1.csv";

    [InputFileName, Description("The second CSV file.")]
    public string File2 { get; init; } = "file2.csv";

    [Required(ErrorMessage = "must name at least one pair of columns to compare"), MaxLength(50, ErrorMessage = "must have at most 50 entries")]
    [Description("The pairs of columns to compare.")]
    public IReadOnlyList<ColumnMapping> Mappings { get; init; } = [];

    [Description("The columns of file 1 that the results show; none: the compared ones.")]
    public IReadOnlyList<string> OutputCols1 { get; init; } = [];

    [Description("The columns of file 2 that the results show; none: the compared ones.")]
    public IReadOnlyList<string> OutputCols2 { get; init; } = [];

    [Range(0.0, 100.0), Description("The lowest score of a match.")]
    public double Threshold { get; init; } = 80;

    [Description("Whether the rows without a match are written, too.")]
    public bool GenerateUnmatched { get; init; }
}

/// <summary>Two columns to compare with each other.</summary>
internal sealed record ColumnMapping
{
    [Required(ErrorMessage = "must name a column of file 1"), Description("A column of file 1.")]
    public string File1Col { get; init; } = "";

    [Required(ErrorMessage = "must name a column of file 2"), Description("A column of file 2.")]
    public string File2Col { get; init; } = "";

    [Required(ErrorMessage = "must be exact, fuzzy, numeric or date")]
    [AllowedValues(MatchTypes.Exact, MatchTypes.Fuzzy, MatchTypes.Numeric, MatchTypes.Date), Description("How values are compared.")]
    public string MatchType { get; init; } = "";

    [Description("Whether case, accents, punctuation and the like are overlooked.")]
    public bool UseNormalization { get; init; } = true;

    [Range(0.0, 1000.0, MinimumIsExclusive = true), Description("How much the pair counts among the others.")]
    public double Weight { get; init; } = 1;
}

/// <summary>The words that <c>match_type</c> may hold.</summary>
internal static class MatchTypes
{
    public const string Exact = "exact";
    public const string Fuzzy = "fuzzy";
    public const string Numeric = "numeric";
    public const string Date = "date";
}
