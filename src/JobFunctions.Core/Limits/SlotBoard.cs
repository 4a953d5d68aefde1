namespace JobFunctions.Core.Limits;

/// <summary>
/// Decides who gets a slot. Pure: rows and asks go in, the rows to write come out. A free slot goes to the waiting job of the highest
/// priority whose user has room; among users to the one who was served longest ago, when users have a limit of their own, else to the
/// oldest job; within a user to the oldest. A newcomer stands in line like everybody, so nobody overtakes.
/// </summary>
internal sealed class SlotBoard
{
    /// <summary>How many asks share a decision, and how many slots one gives: together they fit a transaction of 100 operations.</summary>
    public const int MaxAsks = 12;

    /// <summary>See <see cref="MaxAsks"/>.</summary>
    public const int MaxGrants = 8;

    /// <summary>How much of a line is read: more than one decision can take from it.</summary>
    public const int Window = 2 * (MaxAsks + MaxGrants);

    private readonly SlotState _state;
    private readonly SlotLimits _limits;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, SlotLine> _lines;
    private readonly Dictionary<string, SlotChange> _changes = [];
    private readonly HashSet<string> _missing = [];
    private int _running;
    private long _turn;

    private SlotBoard(SlotState state, SlotLimits limits, DateTimeOffset now)
    {
        (_state, _limits, _now) = (state, limits, now);
        (_running, _turn) = (state.Gate.Running, state.Gate.Turn);
        _lines = state.Users.ToDictionary(user => user.Key, user => new SlotLine(user.Value, state.Gate.Turn));
    }

    /// <param name="state">The rows; every user of the asks is among the users.</param>
    /// <param name="asks">In the order in which they came.</param>
    /// <param name="limits">The limits in force.</param>
    /// <param name="mayGrant">Whether slots may be given: not while the processor is stopped.</param>
    /// <param name="now">What time it is.</param>
    public static SlotPlan Decide(SlotState state, IReadOnlyList<SlotAsk> asks, SlotLimits limits, bool mayGrant, DateTimeOffset now) =>
        new SlotBoard(state, limits, now).Decide(asks, mayGrant);

    private SlotPlan Decide(IReadOnlyList<SlotAsk> asks, bool mayGrant)
    {
        var answers = new Slot?[asks.Count];
        for (var i = 0; i < asks.Count; i++)
            answers[i] = Hear(asks[i]);

        var granted = new List<Slot>();
        var more = mayGrant && Grant(asks, answers, granted);
        if (_missing.Count > 0)
            return new SlotPlan(_missing, [], answers, [], false);

        foreach (var line in _lines.Values)
            Write(line);
        if (_changes.Count > 0)
            Change(SlotKeys.Gate, _state.Gate with { Running = _running, Turn = _turn }, _state.Gate.Version is not null, _state.Gate.Version);
        return new SlotPlan([], _changes.Values, answers, granted, more);
    }

    private Slot? Hear(SlotAsk ask)
    {
        switch (ask.Verb)
        {
            case SlotVerb.Enter when Found(ask.Job!) is { } already:
                return already;
            case SlotVerb.Enter:
                Enter(ask.Job!);
                break;
            case SlotVerb.Leave:
                Leave(ask.Job!);
                break;
            case SlotVerb.Release:
                TryRelease(ask);
                break;
            case SlotVerb.Return when TryRelease(ask):
                Enter(ask.Job!);
                break;
        }

        return null;
    }

    private Slot? Found(WaitingJob job) => _state.Slots.GetValueOrDefault(SlotKeys.Slot(job));

    private void Enter(WaitingJob job)
    {
        var line = _lines[job.User];
        Change(SlotKeys.Waiting(job), job, line.Holds(job));
        line.Add(job);
    }

    private void Leave(WaitingJob job)
    {
        var line = _lines[job.User];
        if (line.Stored(job) is not { } waiting || waiting.Generation != job.Generation)
            return;
        Change(SlotKeys.Waiting(job), null, true);
        line.Remove(job);
    }

    private bool TryRelease(SlotAsk ask)
    {
        var key = SlotKeys.Slot(ask.Job!);
        if (_state.Slots.TryGetValue(key, out var found) && (found is null || (ask.Version is not null && found.Version != ask.Version)))
            return false;
        Change(key, null, true, ask.Version);
        _running = Math.Max(0, _running - 1);
        var line = _lines[ask.Job!.User];
        line.Running = Math.Max(0, line.Running - 1);
        return true;
    }

    /// <returns>Whether slots are left that could be given.</returns>
    private bool Grant(IReadOnlyList<SlotAsk> asks, Slot?[] answers, List<Slot> granted)
    {
        var last = _state.MoreHeads ? _state.Heads[^1].Key : null;
        for (var grants = 0; _limits.HasRoom(_running) && Best() is { } best; grants++)
        {
            // Beyond what was read somebody better may stand.
            if (grants == MaxGrants || (last is not null && string.CompareOrdinal(best.Key, last) > 0))
                return true;
            if (!_lines.TryGetValue(best.User, out var line))
            {
                _missing.Add(best.User);
                return false;
            }

            var job = line.First!;
            line.Remove(job);
            Change(SlotKeys.Waiting(job), null, line.Holds(job));

            // A place that was left behind by a job which has its slot.
            if (Found(job) is not null)
                continue;

            // Even for who joins, odd for who was served: somebody new goes before the one who was served last.
            _turn += 2;
            (_running, line.Running, line.Turn) = (_running + 1, line.Running + 1, _turn + 1);
            var asked = IndexOf(asks, job);
            var slot = new Slot(job, asked < 0 ? null : asks[asked].Instance, _now);
            Change(SlotKeys.Slot(job), slot, false);
            if (asked < 0)
                granted.Add(slot);
            else
                answers[asked] = slot;
        }

        return false;
    }

    // Of the users whose lines are known by their lines, since those may have changed just now; of the others by their rows.
    private SlotHead? Best() => _lines.Values
        .Select(line => Head(line) is { } key ? new SlotHead(key, line.User) : null)
        .Concat(_state.Heads.Where(head => !_lines.ContainsKey(head.User)))
        .OfType<SlotHead>()
        .MinBy(head => head.Key, StringComparer.Ordinal);

    private string? Head(SlotLine line) =>
        line.First is { } first && _limits.HasRoomForUser(line.Running) ? SlotKeys.Head(first, _limits.PerUser > 0 ? line.Turn : 0) : null;

    private void Write(SlotLine line)
    {
        var head = Head(line);
        if (head != line.StoredHead)
        {
            if (line.StoredHead is { } old)
                Change(old, null, true);
            if (head is not null)
                Change(head, new SlotHead(head, line.User), false);
        }

        var row = line.ToRow(head);
        if (row is null ? line.Exists : !line.IsStored(row))
            Change(SlotKeys.User(line.User), row, line.Exists);
    }

    private void Change(string key, object? row, bool exists, string? version = null)
    {
        var change = _changes.TryGetValue(key, out var earlier)
            ? earlier with { Row = row }
            : new SlotChange(key, row, exists, version);
        if (change is { Row: null, Exists: false })
            _changes.Remove(key);
        else
            _changes[key] = change;
    }

    private static int IndexOf(IReadOnlyList<SlotAsk> asks, WaitingJob job)
    {
        for (var i = 0; i < asks.Count; i++)
        {
            if (asks[i] is { Verb: SlotVerb.Enter } ask && ask.Job == job)
                return i;
        }

        return -1;
    }
}
