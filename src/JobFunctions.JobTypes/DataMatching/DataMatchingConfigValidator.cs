using JobFunctions.Core.Handlers;
using JobFunctions.Core.Storage;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>Finds what is wrong with a config before anything is stored.</summary>
internal static class DataMatchingConfigValidator
{
    private const int MaxMappings = 50;
    private const double MaxWeight = 1000;

    public static IEnumerable<FieldError> Validate(DataMatchingConfig config) =>
    [
        .. InputName("config.file1", config.File1),
        .. InputName("config.file2", config.File2),
        .. Mappings(config.Mappings),
        .. OutputColumns("config.output_cols1", config.OutputCols1),
        .. OutputColumns("config.output_cols2", config.OutputCols2),
        .. Threshold(config.Threshold),
    ];

    private static IEnumerable<FieldError> InputName(string field, string? name)
    {
        if (name is null || !FileName.IsValid(name))
            yield return new(field, FileName.Rule);
    }

    // A caller can send null for a list or within one, whatever the declared type says.
    private static IEnumerable<FieldError> Mappings(IReadOnlyList<ColumnMapping?>? mappings)
    {
        if (mappings is null or { Count: 0 })
            return [new("config.mappings", "must name at least one pair of columns to compare")];
        if (mappings.Count > MaxMappings)
            return [new("config.mappings", $"must have at most {MaxMappings} entries")];
        return mappings.SelectMany((mapping, i) => Mapping($"config.mappings[{i}]", mapping));
    }

    private static IEnumerable<FieldError> Mapping(string field, ColumnMapping? mapping)
    {
        if (mapping is null)
        {
            yield return new(field, "must be an object");
            yield break;
        }

        if (string.IsNullOrWhiteSpace(mapping.File1Col))
            yield return new($"{field}.file1_col", "must name a column of file 1");
        if (string.IsNullOrWhiteSpace(mapping.File2Col))
            yield return new($"{field}.file2_col", "must name a column of file 2");
        if (!MatchTypes.IsKnown(mapping.MatchType))
            yield return new($"{field}.match_type", "must be exact, fuzzy, numeric or date");
        if (mapping.Weight is not (> 0 and <= MaxWeight))
            yield return new($"{field}.weight", $"must be more than 0 and at most {MaxWeight}");
    }

    private static IEnumerable<FieldError> OutputColumns(string field, IReadOnlyList<string?>? columns) =>
        columns is null
            ? [new(field, "must be a list of column names")]
            : columns.Index()
                .Where(column => string.IsNullOrWhiteSpace(column.Item))
                .Select(column => new FieldError($"{field}[{column.Index}]", "must name a column"));

    private static IEnumerable<FieldError> Threshold(double threshold)
    {
        if (threshold is not (>= 0 and <= 100))
            yield return new("config.threshold", "must be between 0 and 100");
    }
}
