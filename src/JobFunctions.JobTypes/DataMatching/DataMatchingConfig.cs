namespace JobFunctions.JobTypes.DataMatching;

/// <summary>Which rows of two CSV files belong together, and what to write about them.</summary>
internal sealed record DataMatchingConfig
{
    public string File1 { get; init; } = "file1.csv";

    public string File2 { get; init; } = "file2.csv";

    public IReadOnlyList<ColumnMapping> Mappings { get; init; } = [];

    /// <summary>The columns of file 1 that the results show; empty: the mapped ones.</summary>
    public IReadOnlyList<string> OutputCols1 { get; init; } = [];

    /// <summary>The columns of file 2 that the results show; empty: the mapped ones.</summary>
    public IReadOnlyList<string> OutputCols2 { get; init; } = [];

    /// <summary>The lowest score of a match, 0 to 100.</summary>
    public double Threshold { get; init; } = 80;

    public bool GenerateUnmatched { get; init; }
}

/// <summary>Two columns to compare with each other.</summary>
internal sealed record ColumnMapping
{
    public string File1Col { get; init; } = "";

    public string File2Col { get; init; } = "";

    /// <summary>One of <see cref="MatchTypes"/>.</summary>
    public string MatchType { get; init; } = "";

    public bool UseNormalization { get; init; } = true;

    public double Weight { get; init; } = 1;
}

/// <summary>The words that <c>match_type</c> may hold.</summary>
internal static class MatchTypes
{
    public const string Exact = "exact";
    public const string Fuzzy = "fuzzy";
    public const string Numeric = "numeric";
    public const string Date = "date";

    public static bool IsKnown(string? word) => word is Exact or Fuzzy or Numeric or Date;
}
