using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>Of which chunks to make a taxonomy, and how large.</summary>
internal sealed record TaxonomyProcessingConfig
{
    [Required(ErrorMessage = "must name at least one file"), Description("The files with the chunks.")]
    public IReadOnlyList<InputFile> Chunks { get; init; } = [];

    [Range(10, 1000), Description("The most terms.")]
    public int MaxTerms { get; init; } = 150;

    [Range(1, 5), Description("The most words of a term.")]
    public int MaxWords { get; init; } = 3;

    [Range(1, 1000), Description("How often a term must stand in the chunks.")]
    public int MinFrequency { get; init; } = 2;

    [Range(1, 3), Description("How deep categories may lie within each other.")]
    public int Levels { get; init; } = 2;
}
