using System.Threading.Channels;
using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>The changes that share a transaction.</summary>
internal sealed class ChangeBatch
{
    /// <summary>Below the service's limit of 4 MiB, since what a change adds is reckoned, not measured.</summary>
    private const int MaxBytes = 3 * 1024 * 1024;

    private readonly List<PendingChange> _changes;

    public ChangeBatch() : this([])
    {
    }

    private ChangeBatch(List<PendingChange> changes) => _changes = changes;

    public IReadOnlyList<PendingChange> Changes => _changes;

    public int Count => _changes.Count;

    /// <summary>What the transaction does, change by change.</summary>
    public IEnumerable<TableTransactionAction> Actions => _changes.SelectMany(pending => pending.Actions);

    /// <summary>Takes what waits, in its order, as far as one transaction has room.</summary>
    /// <param name="waiting">The changes that wait.</param>
    /// <param name="maxOperations">The limit of operations; one of them is for the counter row.</param>
    public void Take(ChannelReader<PendingChange> waiting, int maxOperations)
    {
        var rows = new HashSet<string>();
        var (operations, bytes) = (1, 0);
        while (waiting.TryPeek(out var next))
        {
            operations += next.Actions.Count;
            bytes += next.Bytes;
            var fits = operations <= maxOperations && bytes <= MaxBytes;

            // A row may be named once in a transaction, so a second change of a job or key takes the next one.
            if ((_changes.Count > 0 && !fits) || !next.Keys.All(rows.Add))
                break;
            _changes.Add(next);
            waiting.TryRead(out _);
        }
    }

    /// <summary>The change that a refusal is about; null when it is about the counter row, or the service does not say.</summary>
    /// <returns>The change, and which of its own operations was refused.</returns>
    public (PendingChange? Loser, int Operation) LoserOf(Exception refusal)
    {
        if (refusal.Operation() is not { } operation)
            return (_changes.Count == 1 ? _changes[0] : null, 0);
        foreach (var pending in _changes)
        {
            if (operation < pending.Actions.Count)
                return (pending, operation);
            operation -= pending.Actions.Count;
        }

        return (null, 0);
    }

    public void Remove(PendingChange change) => _changes.Remove(change);

    public (ChangeBatch, ChangeBatch) Halves() => (new(_changes[..(Count / 2)]), new(_changes[(Count / 2)..]));

    /// <summary>Tells those who have waited long enough that storage is not available.</summary>
    public void FailExpired(DateTimeOffset now, Exception trouble)
    {
        foreach (var expired in _changes.Where(pending => pending.Deadline <= now).ToList())
        {
            _changes.Remove(expired);
            expired.Fail(new StorageUnavailableException(trouble));
        }
    }

    public void FailAll(Exception exception) => _changes.ForEach(pending => pending.Fail(exception));
}
