using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Of which extractions to make a dataset, and how to part it.</summary>
internal sealed record DatasetGenerationConfig
{
    [Required(ErrorMessage = "must name at least one file"), Description("The files with the extractions.")]
    public IReadOnlyList<InputFile> Extractions { get; init; } = [];

    [Description("The share of the rows in each split; together more than 0.")]
    public SplitShares Splits { get; init; } = new();

    [Description("The same seed, config and extractions make the same dataset.")]
    public int Seed { get; init; } = 42;

    [AllowedValues(Grouping.Document, Grouping.Section), Description("What never comes apart: all of a document, or a section of one.")]
    public string GroupBy { get; init; } = Grouping.Document;

    [Range(0.0, 1.0), Description("The lowest score with which a category becomes a label.")]
    public double MinScore { get; init; } = 0.3;

    [Range(0, 3), Description("Of how many levels a label is made; 0: all.")]
    public int LabelLevels { get; init; } = 1;
}

/// <summary>The share of the rows in each split.</summary>
internal sealed record SplitShares
{
    [Range(0.0, 1000.0), Description("For training.")]
    public double Train { get; init; } = 0.8;

    [Range(0.0, 1000.0), Description("For choosing among models.")]
    public double Validation { get; init; } = 0.1;

    [Range(0.0, 1000.0), Description("For the last judgement.")]
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
