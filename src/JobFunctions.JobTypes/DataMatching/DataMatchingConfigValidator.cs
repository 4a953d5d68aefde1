using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>Finds in a config what its annotations can't tell.</summary>
internal static class DataMatchingConfigValidator
{
    public static IEnumerable<FieldError> Validate(DataMatchingConfig config) =>
    [
        .. Mappings(config.Mappings),
        .. OutputColumns("config.output_cols1", config.OutputCols1),
        .. OutputColumns("config.output_cols2", config.OutputCols2),
    ];

    // A caller can send null within a list, whatever the declared type says.
    private static IEnumerable<FieldError> Mappings(IReadOnlyList<ColumnMapping?> mappings) => mappings.Index()
        .Where(mapping => mapping.Item is null)
        .Select(mapping => new FieldError($"config.mappings[{mapping.Index}]", "must be an object"));

    private static IEnumerable<FieldError> OutputColumns(string field, IReadOnlyList<string?> columns) => columns.Index()
        .Where(column => string.IsNullOrWhiteSpace(column.Item))
        .Select(column => new FieldError($"{field}[{column.Index}]", "must name a column"));
}
