namespace JobFunctions.JobTypes.DataMatching.Csv;

/// <summary>The wanted columns of one CSV file.</summary>
internal sealed class CsvTable(string file, IReadOnlyDictionary<string, PackedColumn<byte>> columns)
{
    /// <summary>The file's name, for messages.</summary>
    public string File { get; } = file;

    public int Rows { get; } = columns.Values.First().Rows;

    /// <summary>The cells of a column as UTF-8.</summary>
    public PackedColumn<byte> this[string column] => columns[column];
}
