using System.Text.Unicode;
using CsvHelper;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.DataMatching.Csv;

/// <summary>Reads the wanted columns of a CSV file; what is wrong with the file is told so that its owner can mend it.</summary>
internal static class CsvTableReader
{
    // Far above what one job should match, and low enough that a mistaken upload can't exhaust the process.
    private const int MaxRows = 1_000_000;
    private const long MaxBytes = 512L << 20;
    private const int MaxRecordBytes = 4 << 20;
    private const int ProgressRows = 4096;
    private const int ListedColumns = 50;

    private static readonly CsvReaderOptions Options = new()
    {
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        MaxRecordSize = MaxRecordBytes,
        TrackLineNumbers = true,
    };

    public static async Task<CsvTable> ReadAsync(
        Stream input, string file, IReadOnlyCollection<string> wanted, Action<int> onRows, CancellationToken cancellationToken)
    {
        await using var csv = CsvReader.Create(input, Options, leaveOpen: true);
        try
        {
            await csv.ReadHeaderAsync(cancellationToken);
            var columns = Locate(csv, file, wanted);
            var bytes = 0L;
            for (var rows = 0; await csv.ReadAsync(cancellationToken); rows++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                bytes += Keep(csv, file, columns);
                if (rows == MaxRows || bytes > MaxBytes)
                {
                    throw new PermanentJobException(
                        $"{file} is too large: at most {MaxRows} rows and {MaxBytes >> 20} MiB in the used columns. "
                        + "Split it into several jobs.");
                }

                if (rows % ProgressRows == 0)
                    onRows(rows);
            }

            return new CsvTable(file, columns.ToDictionary(column => column.Name, column => column.Cells));
        }
        catch (CsvFormatException broken)
        {
            throw new PermanentJobException(
                $"{file} is not a well-formed CSV file: {broken.Message} Correct the file and submit again.", broken);
        }
    }

    private static Column[] Locate(CsvReader csv, string file, IReadOnlyCollection<string> wanted)
    {
        if (csv.Headers.Count == 0)
            throw new PermanentJobException($"{file} is empty. Its first line must name the columns.");

        var missing = wanted.Where(name => !csv.TryGetFieldIndex(name, out _)).ToList();
        if (missing.Count > 0)
            throw new PermanentJobException($"{file} has no column {Quote(missing)}. Its columns are {Quote(csv.Headers)}.");

        var ambiguous = wanted.Where(name => csv.Headers.Count(header => header == name) > 1).ToList();
        if (ambiguous.Count > 0)
            throw new PermanentJobException($"{file} has more than one column {Quote(ambiguous)}. Rename or remove the others.");

        return [.. wanted.Select(name => new Column(name, csv.GetFieldIndex(name), new PackedColumn<byte>()))];
    }

    private static long Keep(CsvReader csv, string file, Column[] columns)
    {
        var bytes = 0L;
        foreach (var column in columns)
        {
            var cell = csv.GetSpan(column.Index);
            if (!Utf8.IsValid(cell))
            {
                throw new PermanentJobException(
                    $"{file}, line {csv.LineNumber}: column \"{column.Name}\" is not valid UTF-8. "
                    + "Save the file as UTF-8 and upload it again.");
            }

            column.Cells.Add(cell);
            bytes += cell.Length;
        }

        return bytes;
    }

    private static string Quote(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(ListedColumns).Select(name => $"\"{name}\"")) + (names.Count > ListedColumns ? ", …" : "");

    private sealed record Column(string Name, int Index, PackedColumn<byte> Cells);
}
