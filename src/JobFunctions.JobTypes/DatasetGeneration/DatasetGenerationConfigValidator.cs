using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Extraction;
using JobFunctions.JobTypes.Inputs;

namespace JobFunctions.JobTypes.DatasetGeneration;

/// <summary>Finds what is wrong with a config before anything is stored.</summary>
internal static class DatasetGenerationConfigValidator
{
    public static IEnumerable<FieldError> Validate(DatasetGenerationConfig config)
    {
        foreach (var error in InputFileRules.CheckAll("config.extractions", config.Extractions, ExtractionHandler.ExtractionsFile))
            yield return error;
        if (config.Splits.All.Sum() == 0)
            yield return new("config.splits", "must be more than 0 in all");
    }
}
