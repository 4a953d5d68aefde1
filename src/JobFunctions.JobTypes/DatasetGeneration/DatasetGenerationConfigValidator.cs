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
        if (WrongShares(config.Splits) is { } wrong)
            yield return wrong;
        if (config.GroupBy is not (Grouping.Document or Grouping.Section))
            yield return new("config.group_by", "must be document or section");
        if (config.MinScore is not (>= 0 and <= 1))
            yield return new("config.min_score", "must be between 0 and 1");
        if (config.LabelLevels is < 0 or > 3)
            yield return new("config.label_levels", "must be between 0 and 3");
    }

    private static FieldError? WrongShares(SplitShares? splits)
    {
        if (splits is null)
            return new("config.splits", "must be an object");
        foreach (var (name, share) in Splits.Names.Zip(splits.All))
        {
            if (share is not (>= 0 and <= 1000))
                return new($"config.splits.{name}", "must be between 0 and 1000");
        }

        return splits.All.Sum() == 0 ? new("config.splits", "must be more than 0 in all") : null;
    }
}
