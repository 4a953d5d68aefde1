using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.Extraction;

/// <summary>Which taxonomy to lay over which chunks.</summary>
internal sealed record ExtractionConfig
{
    [Required(ErrorMessage = "must name at least one file"), Description("The files with the chunks.")]
    public IReadOnlyList<InputFile> Chunks { get; init; } = [];

    [Required(ErrorMessage = "must be a file's name, or an object with job_id and file"), Description("The file with the taxonomy.")]
    public InputFile? Taxonomy { get; init; }

    [Range(0.0, 1.0), Description("The lowest score of a category in a chunk; what is below is left out.")]
    public double MinScore { get; init; } = 0.1;

    [Description("Whether chunks in which nothing was found are written, too.")]
    public bool IncludeEmpty { get; init; }
}
