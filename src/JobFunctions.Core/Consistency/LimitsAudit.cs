using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Consistency;

/// <summary>Something wrong in the rows of the limits.</summary>
internal sealed record LimitsFinding(FindingKind Kind, string Example, bool CanBeMended = true);

/// <summary>What is wrong in the rows of the limits, and what would make them right.</summary>
/// <param name="Findings">What is wrong.</param>
/// <param name="Gate">The gate as it shall be.</param>
/// <param name="Changes">The other rows to write or to delete; those of a user follow each other.</param>
internal sealed record LimitsVerdict(IReadOnlyList<LimitsFinding> Findings, SlotGate Gate, IReadOnlyList<SlotChange> Changes);

/// <summary>
/// Holds the rows of the limits against each other. The slots' rows are what counts; gate and users only add them up, and heads follow
/// from lines. Pure.
/// </summary>
internal sealed class LimitsAudit
{
    private readonly SlotSnapshot _rows;
    private readonly IReadOnlySet<string> _stale;
    private readonly SlotLimits _limits;
    private readonly List<LimitsFinding> _findings = [];
    private readonly List<SlotChange> _changes = [];
    private readonly SlotGate _gate;
    private readonly bool _knowsSlots;

    private LimitsAudit(SlotSnapshot rows, IReadOnlySet<string> stale, SlotLimits limits)
    {
        (_rows, _stale, _limits) = (rows, stale, limits);
        var unreadable = rows.Unreadable.Count(SlotSnapshot.IsSlot);
        _knowsSlots = unreadable == 0;

        // A gate that can't be read is written anew, with a turn that is nobody's yet.
        var turn = rows.Gate?.Turn ?? rows.Users.Values.Select(user => user.Turn).DefaultIfEmpty(0).Max() / 2 * 2 + 2;
        _gate = new SlotGate(rows.Slots.Count + unreadable, turn, rows.Gate?.Version ?? rows.GateVersion);
    }

    /// <param name="rows">All of one moment.</param>
    /// <param name="stale">The keys of places whose jobs don't wait any more.</param>
    /// <param name="limits">The limits in force.</param>
    public static LimitsVerdict Judge(SlotSnapshot rows, IReadOnlySet<string> stale, SlotLimits limits) => new LimitsAudit(rows, stale, limits).Judge();

    private LimitsVerdict Judge()
    {
        if ((_rows.Gate?.Running ?? 0) != _gate.Running && !_rows.Unreadable.Contains(SlotKeys.Gate))
            Find(FindingKind.LimitGate, $"the gate counts {_rows.Gate?.Running ?? 0} slots, there are {_gate.Running}");

        // A place or a head that can't be read is nobody's: the job is found as one without a bell. A slot may still be in use.
        foreach (var key in _rows.Unreadable)
        {
            var canBeMended = !SlotSnapshot.IsSlot(key);
            _findings.Add(new LimitsFinding(FindingKind.UnreadableRows, $"{SlotKeys.Partition}/{key}", canBeMended));
            if (canBeMended && key != SlotKeys.Gate && !SlotSnapshot.IsUser(key))
                _changes.Add(new SlotChange(key, null, true));
        }

        var users = _rows.Users.Keys
            .Concat(_rows.Waiting.Select(waiting => waiting.Job.User))
            .Concat(_rows.Slots.Select(slot => slot.Job.User))
            .Concat(_rows.Unreadable.Where(SlotSnapshot.IsUser).Select(SlotSnapshot.UserOf))
            .Distinct(StringComparer.Ordinal);
        var lines = _rows.Waiting.ToLookup(waiting => waiting.Job.User, StringComparer.Ordinal);
        var slots = _rows.Slots.CountBy(slot => slot.Job.User).ToDictionary();
        foreach (var user in users.ToList())
            Judge(user, [.. lines[user]], slots.GetValueOrDefault(user));

        var used = _rows.Users.Values.Select(user => user.Head).OfType<string>().ToHashSet();
        foreach (var (key, user) in _rows.Heads.Where(head => !used.Contains(head.Key)))
        {
            Find(FindingKind.LimitHeads, $"{key} of {user ?? "nobody"}, who does not know of it");
            if (_changes.All(change => change.Key != key))
                _changes.Add(new SlotChange(key, null, true));
        }

        return new LimitsVerdict(_findings, _gate, _changes);
    }

    private void Judge(string user, List<WaitingRow> line, int running)
    {
        var stored = _rows.Users.GetValueOrDefault(user);
        var isUnreadable = _rows.Unreadable.Contains(SlotKeys.User(user));
        running = _knowsSlots ? running : stored?.Running ?? running;
        var found = _findings.Count;
        foreach (var place in line.Where(place => _stale.Contains(place.Key)))
        {
            Find(FindingKind.WaitingRows, $"{place.Key}: the job does not wait any more");
            _changes.Add(new SlotChange(place.Key, null, true));
        }

        if (stored is null ? running > 0 || line.Count > 0 : stored.Running != running || (running == 0 && line.Count == 0))
        {
            if (!isUnreadable)
                Find(FindingKind.LimitUsers, $"{user}: {(stored is null ? "no row" : $"{stored.Running} slots")}, there are {running}");
        }
        else if (!IsHeadRight(stored, line, running))
        {
            Find(FindingKind.LimitHeads, $"{user}: {stored?.Head ?? "no head"}, but {(line.Count == 0 ? "nobody waits" : $"{line[0].Key} is first")}");
        }

        if (_findings.Count > found || isUnreadable)
            Mend(user, stored, isUnreadable, line.Find(place => !_stale.Contains(place.Key)), running);
    }

    // Under limits that were changed a moment ago a head may still stand as it would have before: the next decision sees to that.
    private bool IsHeadRight(SlotUser? stored, List<WaitingRow> line, int running)
    {
        var head = stored?.Head;
        var isThere = head is not null && _rows.Heads.TryGetValue(head, out var owner) && owner == stored!.Name;
        if (line.Count == 0)
            return head is null;
        if (!_limits.HasRoomForUser(running))
            return head is null || isThere;
        return isThere && head!.EndsWith("_" + line[0].Job.Job.ToKey(), StringComparison.Ordinal);
    }

    private void Mend(string user, SlotUser? stored, bool isUnreadable, WaitingRow? first, int running)
    {
        var turn = stored?.Turn ?? _gate.Turn;
        var head = first is not null && _limits.HasRoomForUser(running) ? SlotKeys.Head(first.Job, _limits.PerUser > 0 ? turn : 0) : null;
        if (stored?.Head is { } old && old != head && _rows.Heads.ContainsKey(old))
            _changes.Add(new SlotChange(old, null, true));
        if (head is not null)
            _changes.Add(new SlotChange(head, new SlotHead(head, user), _rows.Heads.ContainsKey(head)));

        var key = SlotKeys.User(user);
        if (running > 0 || first is not null)
            _changes.Add(new SlotChange(key, new SlotUser(user, running, turn, head, [], false, [], true), stored is not null));
        else if (stored is not null || isUnreadable)
            _changes.Add(new SlotChange(key, null, true));
    }

    private void Find(FindingKind kind, string example) => _findings.Add(new LimitsFinding(kind, example));
}
