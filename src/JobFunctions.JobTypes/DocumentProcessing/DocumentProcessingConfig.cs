using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>Which documents shall be cut into chunks, and how large those are.</summary>
internal sealed record DocumentProcessingConfig
{
    /// <summary>The documents, at least one.</summary>
    public IReadOnlyList<InputFile> Documents { get; init; } = [];

    /// <summary>The most tokens of a chunk.</summary>
    public int ChunkTokens { get; init; } = 400;

    /// <summary>The most tokens that a chunk repeats of the one before; an eighth of a chunk when null.</summary>
    public int? OverlapTokens { get; init; }

    /// <summary>Whose tokens are counted: <c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Encoding { get; init; } = "o200k_base";
}
