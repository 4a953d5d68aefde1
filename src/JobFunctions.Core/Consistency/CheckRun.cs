namespace JobFunctions.Core.Consistency;

/// <summary>One look at everything, or one round of mending: what it has found so far, and how much time it has left.</summary>
/// <param name="mends">Whether findings are mended.</param>
/// <param name="time">What time it is.</param>
internal sealed class CheckRun(bool mends, TimeProvider time)
{
    /// <summary>How many findings of a kind are told in words.</summary>
    public const int MaxExamples = 20;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _checkedAt = time.GetUtcNow();
    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<FindingKind, KindFindings> _findings =
        Enum.GetValues<FindingKind>().ToDictionary(kind => kind, _ => new KindFindings(0, 0, []));

    private readonly List<int> _busy = [];
    private long _partBegan;
    private TimeSpan _partLimit;
    private bool _cut;

    public bool Mends => mends;

    /// <summary>The jobs that were seen: what is known of them need not be asked for again.</summary>
    public KnownJobs Known { get; } = new();

    /// <summary>A part begins that may take so long.</summary>
    public void Begin(TimeSpan limit) => (_partBegan, _partLimit) = (time.GetTimestamp(), limit);

    /// <summary>Whether the part must end. Asked only by who still has something to do: then not everything is looked at.</summary>
    public bool MustEnd()
    {
        if (time.GetElapsedTime(_partBegan) <= _partLimit)
            return false;
        Cut();
        return true;
    }

    /// <summary>Not everything could be looked at.</summary>
    public void Cut() => _cut = true;

    public void Found(FindingKind kind, string example, bool mended)
    {
        lock (_lock)
        {
            var so = _findings[kind];
            _findings[kind] = new KindFindings(
                so.Found + 1, so.Mended + (mended ? 1 : 0), so.Examples.Count < MaxExamples ? [.. so.Examples, example] : so.Examples);
        }
    }

    /// <summary>A shard's counters could not be judged.</summary>
    public void Busy(int shard) => _busy.Add(shard);

    /// <summary>The rows of the limits could not be judged.</summary>
    public bool LimitsAreBusy { get; set; }

    public ConsistencyReport Report()
    {
        lock (_lock)
        {
            return new ConsistencyReport(
                _checkedAt, time.GetElapsedTime(_began), Known.Seen, !_cut, [.. _busy.Order()], LimitsAreBusy, new Dictionary<FindingKind, KindFindings>(_findings));
        }
    }
}
