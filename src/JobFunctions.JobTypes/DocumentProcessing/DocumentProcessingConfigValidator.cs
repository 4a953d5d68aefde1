using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>Finds in a config what its annotations can't tell.</summary>
internal static class DocumentProcessingConfigValidator
{
    public static IEnumerable<FieldError> Validate(DocumentProcessingConfig config)
    {
        foreach (var error in InputFileRules.CheckAll("config.documents", config.Documents))
            yield return error;
        if (config.OverlapTokens > config.ChunkTokens / 2)
            yield return new("config.overlap_tokens", "must be between 0 and half of chunk_tokens");
    }
}
