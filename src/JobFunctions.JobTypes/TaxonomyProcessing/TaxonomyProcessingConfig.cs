using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>Of which chunks to make a taxonomy, and how large.</summary>
internal sealed record TaxonomyProcessingConfig
{
    /// <summary>The files with the chunks, at least one.</summary>
    public IReadOnlyList<InputFile> Chunks { get; init; } = [];

    /// <summary>The most terms.</summary>
    public int MaxTerms { get; init; } = 150;

    /// <summary>The most words of a term.</summary>
    public int MaxWords { get; init; } = 3;

    /// <summary>How often a term must stand in the chunks.</summary>
    public int MinFrequency { get; init; } = 2;

    /// <summary>How deep categories may lie within each other.</summary>
    public int Levels { get; init; } = 2;
}
