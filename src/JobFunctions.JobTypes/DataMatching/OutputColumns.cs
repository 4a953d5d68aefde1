using System.Text.Json;
using JobFunctions.JobTypes.DataMatching.Csv;

namespace JobFunctions.JobTypes.DataMatching;

/// <summary>The columns of one file that the results show.</summary>
internal sealed class OutputColumns(CsvTable table, IEnumerable<string> names)
{
    private readonly (string Name, PackedColumn<byte> Cells)[] _columns = [.. names.Select(name => (name, table[name]))];

    public int Rows => table.Rows;

    /// <summary>Writes a row, numbered from 0, as the object <paramref name="member"/>.</summary>
    public void Write(Utf8JsonWriter json, string member, int row)
    {
        json.WriteStartObject(member);
        foreach (var (name, cells) in _columns)
            json.WriteString(name, cells[row]);
        json.WriteEndObject();
    }
}
