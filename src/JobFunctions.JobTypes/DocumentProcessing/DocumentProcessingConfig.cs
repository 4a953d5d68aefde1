using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>Which documents shall be cut into chunks, and how large those are.</summary>
internal sealed record DocumentProcessingConfig
{
    [Required(ErrorMessage = "must name at least one file"), Description("The documents: PDF, Word, HTML, Markdown or plain text.")]
    public IReadOnlyList<InputFile> Documents { get; init; } = [];

    [Range(16, 8192), Description("The most tokens of a chunk.")]
    public int ChunkTokens { get; init; } = 400;

    [Range(0, 4096), Description("The most tokens that a chunk repeats of the one before, at most half of chunk_tokens; null: an eighth.")]
    public int? OverlapTokens { get; init; }

    [AllowedValues("o200k_base", "cl100k_base"), Description("Whose tokens are counted.")]
    public string Encoding { get; init; } = "o200k_base";
}
