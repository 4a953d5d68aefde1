namespace JobFunctions.Core.Metering;

/// <summary>
/// What one call of the API, or one run of a job, has asked of storage. It follows the call through everything that this awaits. A
/// transaction that several changes share is charged to each by its share, so the numbers are not whole.
/// </summary>
public sealed class StorageUse
{
    private static readonly AsyncLocal<StorageUse?> Ambient = new();

    private readonly Lock _lock = new();
    private double _requests;
    private double _rows;
    private double _bytes;

    /// <summary>That of the call which is under way here; null where nobody counts.</summary>
    public static StorageUse? Current => Ambient.Value;

    /// <summary>Requests, rows read and bytes sent and received.</summary>
    public (double Requests, double Rows, double Bytes) Sum
    {
        get
        {
            lock (_lock)
                return (_requests, _rows, _bytes);
        }
    }

    /// <summary>Counts from here on, in the caller and in all that it awaits.</summary>
    public static StorageUse Begin()
    {
        var use = new StorageUse();
        Ambient.Value = use;
        return use;
    }

    /// <summary>Charges each of several with an equal share of this.</summary>
    internal void ShareAmong(IReadOnlyCollection<StorageUse?> payers)
    {
        var (requests, rows, bytes) = Sum;
        foreach (var payer in payers)
            payer?.Add(requests / payers.Count, rows / payers.Count, bytes / payers.Count);
    }

    internal void Add(double requests, double rows, double bytes)
    {
        lock (_lock)
            (_requests, _rows, _bytes) = (_requests + requests, _rows + rows, _bytes + bytes);
    }
}
