using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DocumentProcessing.Chunking;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DocumentProcessing;

/// <summary>Finds what is wrong with a config before anything is stored.</summary>
internal static class DocumentProcessingConfigValidator
{
    private const int FewestTokens = 16;
    private const int MostTokens = 8192;

    public static IEnumerable<FieldError> Validate(DocumentProcessingConfig config)
    {
        foreach (var error in InputFileRules.CheckAll("config.documents", config.Documents))
            yield return error;
        if (config.ChunkTokens is < FewestTokens or > MostTokens)
            yield return new("config.chunk_tokens", $"must be between {FewestTokens} and {MostTokens}");
        if (config.OverlapTokens is { } overlap && (overlap < 0 || overlap > config.ChunkTokens / 2))
            yield return new("config.overlap_tokens", "must be between 0 and half of chunk_tokens");
        if (config.Encoding is null || !TokenCounter.Encodings.Contains(config.Encoding))
            yield return new("config.encoding", $"must be one of {string.Join(", ", TokenCounter.Encodings)}");
    }
}
