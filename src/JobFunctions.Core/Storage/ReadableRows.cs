using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Storage;

/// <summary>
/// Reads rows for lists and rounds. One that can't be read, since somebody damaged it, is left out: it must not hold up all the others.
/// Each is logged once by this process; the consistency report lists those of jobs.
/// </summary>
internal sealed class ReadableRows(ILogger log)
{
    /// <summary>How many are remembered as logged; beyond that the log repeats itself, as it should when so much is broken.</summary>
    private const int Remembered = 1_000;

    private readonly HashSet<string> _logged = [];

    /// <summary>The job that a row shows; null when it can't be read.</summary>
    public Job? Read(TableEntity row) => Read(row, JobRow.TryToListed);

    /// <summary>What a row shows; null when it can't be read.</summary>
    /// <param name="row">The row.</param>
    /// <param name="read">Returns null, or throws, when it can't be.</param>
    public T? Read<T>(TableEntity row, Func<TableEntity, T?> read) where T : class
    {
        try
        {
            if (read(row) is { } found)
                return found;
        }
        catch (Exception damaged) when (DamagedRow.Is(damaged))
        {
            // Told below.
        }

        Tell(row);
        return null;
    }

    private void Tell(TableEntity row)
    {
        lock (_logged)
        {
            if (_logged.Count >= Remembered)
                _logged.Clear();
            if (_logged.Add($"{row.PartitionKey}/{row.RowKey}"))
                Log.RowUnreadable(log, row.PartitionKey, row.RowKey);
        }
    }
}
