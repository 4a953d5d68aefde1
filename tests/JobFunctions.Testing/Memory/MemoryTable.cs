namespace JobFunctions.Testing.Memory;

/// <summary>A table: partitions of rows in the order of their keys, so that a range costs what it returns.</summary>
internal sealed class MemoryTable(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedSet<MemoryRow>> _partitions = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>How many rows the queries so far have looked at: what a scan costs, though it returns little.</summary>
    public long RowsScanned { get; private set; }

    public long Count
    {
        get
        {
            lock (_lock)
                return _partitions.Values.Sum(rows => (long)rows.Count);
        }
    }

    public MemoryRow? Find(string partition, string key)
    {
        lock (_lock)
            return FindLocked(partition, key);
    }

    /// <summary>Does all of it or nothing.</summary>
    /// <returns>The ETag after each operation; null after a deletion.</returns>
    /// <exception cref="RefusedException">What is refused, with the index of the operation.</exception>
    public IReadOnlyList<string?> Commit(string partition, IReadOnlyList<TableOperation> operations)
    {
        lock (_lock)
        {
            var rows = _partitions.TryGetValue(partition, out var found) ? found : _partitions[partition] = new SortedSet<MemoryRow>(ByKey.Order);
            for (var i = 0; i < operations.Count; i++)
            {
                if (operations[i].Refusal(FindLocked(partition, operations[i].Key)) is { } refusal)
                    throw refusal.At(i);
            }

            return [.. operations.Select(operation => Apply(rows, operation, FindLocked(partition, operation.Key)))];
        }
    }

    /// <summary>The first rows that match, and where to go on.</summary>
    public (IReadOnlyList<(string Partition, MemoryRow Row)> Rows, (string Partition, string Key)? Next) Query(
        TableFilter filter, int limit, (string Partition, string Key)? from)
    {
        var found = new List<(string, MemoryRow)>();
        lock (_lock)
        {
            // The partitions are few, the rows are many.
            foreach (var (partition, rows) in _partitions.Where(pair => filter.Partitions.Contains(pair.Key)))
            {
                var order = from is { } start ? string.CompareOrdinal(partition, start.Partition) : 1;
                if (order < 0)
                    continue;
                var first = order == 0 && string.CompareOrdinal(from!.Value.Key, filter.Rows.From) > 0 ? from.Value.Key : filter.Rows.From;
                foreach (var row in rows.GetViewBetween(ByKey.Of(first), ByKey.Last))
                {
                    if (filter.Rows.To is { } to && string.CompareOrdinal(row.Key, to) > 0)
                        break;
                    if (!filter.Rows.Contains(row.Key))
                        continue;
                    if (found.Count == limit)
                        return (found, (partition, row.Key));
                    RowsScanned++;
                    if (filter.Matches(partition, row))
                        found.Add((partition, row));
                }
            }
        }

        return (found, null);
    }

    /// <summary>Adds many rows at once, without a look at what is there.</summary>
    public void Seed(string partition, IEnumerable<(string Key, byte[] Properties)> rows)
    {
        var now = time.GetUtcNow().UtcDateTime;
        lock (_lock)
        {
            if (!_partitions.TryGetValue(partition, out var there))
                _partitions[partition] = there = new SortedSet<MemoryRow>(ByKey.Order);
            foreach (var (key, properties) in rows)
                there.Add(new MemoryRow(key, properties, ++_version, now));
        }
    }

    private MemoryRow? FindLocked(string partition, string key) =>
        _partitions.TryGetValue(partition, out var rows) && rows.TryGetValue(ByKey.Of(key), out var row) ? row : null;

    private string? Apply(SortedSet<MemoryRow> rows, TableOperation operation, MemoryRow? before)
    {
        if (before is not null)
            rows.Remove(before);
        if (operation.Verb == TableVerb.Delete)
            return null;
        var properties = operation.Verb == TableVerb.Merge && before is not null ? before.MergedWith(operation.Properties) : operation.Properties;
        var after = new MemoryRow(operation.Key, properties, ++_version, time.GetUtcNow().UtcDateTime);
        rows.Add(after);
        return after.ETag;
    }

    private sealed class ByKey : IComparer<MemoryRow>
    {
        public static readonly ByKey Order = new();
        public static readonly MemoryRow Last = Of("\uffff");

        public static MemoryRow Of(string key) => new(key, [], 0, default);

        public int Compare(MemoryRow? x, MemoryRow? y) => string.CompareOrdinal(x!.Key, y!.Key);
    }
}

internal enum TableVerb
{
    Insert,
    Replace,
    Merge,
    Delete,
}

/// <summary>A write of one row.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Key">The row.</param>
/// <param name="Properties">What it shall hold.</param>
/// <param name="IfMatch">The ETag that it must have; null to make the row where there is none.</param>
internal sealed record TableOperation(TableVerb Verb, string Key, byte[] Properties, string? IfMatch)
{
    public RefusedException? Refusal(MemoryRow? before) => (Verb, before, IfMatch) switch
    {
        (TableVerb.Insert, not null, _) => new RefusedException(409, "EntityAlreadyExists"),
        (TableVerb.Delete, null, _) or (TableVerb.Replace or TableVerb.Merge, null, not null) => new RefusedException(404, "ResourceNotFound"),
        (not TableVerb.Insert, { } row, { } etag) when etag != "*" && etag != row.ETag => new RefusedException(412, "UpdateConditionNotSatisfied"),
        _ => null,
    };
}
