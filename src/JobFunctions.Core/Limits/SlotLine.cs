namespace JobFunctions.Core.Limits;

/// <summary>A user's line while a decision is made.</summary>
internal sealed class SlotLine
{
    private readonly SlotUser _stored;
    private readonly SortedDictionary<string, WaitingJob> _first = new(StringComparer.Ordinal);
    private readonly string? _end;

    /// <param name="stored">The line as it was read.</param>
    /// <param name="turn">The gate's: somebody new joins the end of the round.</param>
    public SlotLine(SlotUser stored, long turn)
    {
        (_stored, Running, Turn) = (stored, stored.Running, stored.Exists ? stored.Turn : turn);
        foreach (var job in stored.Waiting)
            _first.Add(SlotKeys.Waiting(job), job);
        _end = stored.More ? SlotKeys.Waiting(stored.Waiting[^1]) : null;
    }

    public string User => _stored.Name;

    public bool Exists => _stored.Exists;

    public string? StoredHead => _stored.Head;

    public int Running { get; set; }

    public long Turn { get; set; }

    public WaitingJob? First => _first.Count > 0 ? _first.First().Value : null;

    /// <summary>A job's place as it was read.</summary>
    public WaitingJob? Stored(WaitingJob job) => _stored.Waiting.Concat(_stored.Further).FirstOrDefault(waiting => waiting.Job == job.Job);

    /// <summary>Whether there is a row for a job's place.</summary>
    public bool Holds(WaitingJob job) => Stored(job) is { } stored && SlotKeys.Waiting(stored) == SlotKeys.Waiting(job);

    public void Add(WaitingJob job)
    {
        // Behind what was read stand others: among those it is not the next.
        var key = SlotKeys.Waiting(job);
        if (_end is null || string.CompareOrdinal(key, _end) < 0)
            _first[key] = job;
    }

    public void Remove(WaitingJob job) => _first.Remove(SlotKeys.Waiting(job));

    /// <summary>The user's row as it shall be; null when there is nothing to say of him.</summary>
    public SlotUser? ToRow(string? head) => Running == 0 && _first.Count == 0 && !_stored.More
        ? null
        : _stored with { Running = Running, Turn = Turn, Head = head };

    public bool IsStored(SlotUser row) =>
        _stored.Exists && (row.Running, row.Turn, row.Head) == (_stored.Running, _stored.Turn, _stored.Head);
}
