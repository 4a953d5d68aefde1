using System.Text.Json.Serialization;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Of which extractions to make a dataset, and how to part it.</summary>
internal sealed record DatasetGenerationConfig
{
    /// <summary>The files with the extractions, at least one.</summary>
    public IReadOnlyList<InputFile> Extractions { get; init; } = [];

    /// <summary>The share of the rows in each split.</summary>
    public SplitShares Splits { get; init; } = new();

    /// <summary>The same seed, config and extractions make the same dataset.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>What never comes apart: <c>document</c>, or <c>section</c> within one.</summary>
    public string GroupBy { get; init; } = Grouping.Document;

    /// <summary>The lowest score with which a category becomes a label, 0 to 1.</summary>
    public double MinScore { get; init; } = 0.3;

    /// <summary>Of how many levels a label is made; 0: all.</summary>
    public int LabelLevels { get; init; } = 1;
}

/// <summary>The share of the rows in each split; together more than 0.</summary>
internal sealed record SplitShares
{
    public double Train { get; init; } = 0.8;

    public double Validation { get; init; } = 0.1;

    public double Test { get; init; } = 0.1;

    /// <summary>The shares in the order of <see cref="DatasetGeneration.Splits.Names"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> All => [Train, Validation, Test];
}

/// <summary>The words that <c>group_by</c> may hold.</summary>
internal static class Grouping
{
    public const string Document = "document";
    public const string Section = "section";
}
