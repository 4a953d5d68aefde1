using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.Extraction;

/// <summary>Which taxonomy to lay over which chunks.</summary>
internal sealed record ExtractionConfig
{
    /// <summary>The files with the chunks, at least one.</summary>
    public IReadOnlyList<InputFile> Chunks { get; init; } = [];

    /// <summary>The file with the taxonomy.</summary>
    public InputFile? Taxonomy { get; init; }

    /// <summary>The lowest score of a category in a chunk, 0 to 1; what is below is left out.</summary>
    public double MinScore { get; init; } = 0.1;

    /// <summary>Whether chunks in which nothing was found are written, too.</summary>
    public bool IncludeEmpty { get; init; }
}
