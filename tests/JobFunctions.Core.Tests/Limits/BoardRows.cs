using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Tests.Limits;

/// <summary>The rows of the limits in memory, read and written as the table is.</summary>
internal sealed class BoardRows
{
    private readonly SortedDictionary<string, object> _rows = new(StringComparer.Ordinal);

    public SlotGate Gate => _rows.TryGetValue(SlotKeys.Gate, out var gate) ? (SlotGate)gate : new SlotGate(0, 0, null);

    public IEnumerable<Slot> Slots => _rows.Values.OfType<Slot>();

    public IEnumerable<WaitingJob> Waiting => _rows.Values.OfType<WaitingJob>();

    public IEnumerable<SlotUser> Users => _rows.Values.OfType<SlotUser>();

    public IEnumerable<SlotHead> Heads => _rows.Values.OfType<SlotHead>();

    /// <summary>Decides and writes, reading what is missing, until no slot is left to give.</summary>
    /// <returns>The slots that were given, in the order in which they were.</returns>
    public List<Slot> Ask(SlotLimits limits, bool mayGrant, DateTimeOffset now, params SlotAsk[] asks)
    {
        var given = new List<Slot>();
        for (var more = true; more; asks = [])
        {
            var plan = Plan(limits, mayGrant, now, asks);
            Assert.True(plan.Changes.Count <= 100, $"{plan.Changes.Count} operations");
            foreach (var change in plan.Changes)
            {
                Assert.Equal(change.Exists, _rows.ContainsKey(change.Key));
                if (change.Row is null)
                    _rows.Remove(change.Key);
                else
                    _rows[change.Key] = change.Row is SlotGate gate ? gate with { Version = "1" } : change.Row;
            }

            given.AddRange(plan.Answers.OfType<Slot>().Concat(plan.Granted));
            more = plan.More;
        }

        return given;
    }

    private SlotPlan Plan(SlotLimits limits, bool mayGrant, DateTimeOffset now, SlotAsk[] asks)
    {
        const int headsRead = 5;
        var heads = Heads.ToList();
        var users = asks.Select(ask => ask.User).OfType<string>().ToHashSet();
        var looked = asks.Select(ask => ask.Job).OfType<WaitingJob>().ToDictionary(SlotKeys.Slot, job => (Slot?)_rows.GetValueOrDefault(SlotKeys.Slot(job)));
        while (true)
        {
            var state = new SlotState(Gate, heads[..Math.Min(headsRead, heads.Count)], heads.Count > headsRead, users.ToDictionary(user => user, Read), looked);
            var plan = SlotBoard.Decide(state, asks, limits, mayGrant, now);
            if (plan.Missing.Count == 0)
                return plan;
            users.UnionWith(plan.Missing);
        }
    }

    private SlotUser Read(string user)
    {
        var stored = (SlotUser?)_rows.GetValueOrDefault(SlotKeys.User(user)) ?? new SlotUser(user, 0, 0, null, [], false, [], false);
        var waiting = Waiting.Where(job => job.User == user).ToList();
        var window = waiting[..Math.Min(SlotBoard.Window, waiting.Count)];
        return stored with { Exists = _rows.ContainsKey(SlotKeys.User(user)), Waiting = window, More = waiting.Count > window.Count, Further = waiting[window.Count..] };
    }

    /// <summary>What must hold after every decision.</summary>
    public void AssertSound(SlotLimits limits, bool mayGrant)
    {
        Assert.Equal(Slots.Count(), Gate.Running);
        var names = Slots.Select(slot => slot.Job.User).Concat(Waiting.Select(job => job.User)).ToHashSet();
        Assert.Equal(names.Order(StringComparer.Ordinal), Users.Select(user => user.Name).Order(StringComparer.Ordinal));
        foreach (var user in Users)
        {
            Assert.Equal(Slots.Count(slot => slot.Job.User == user.Name), user.Running);
            var first = Waiting.FirstOrDefault(job => job.User == user.Name);
            var head = first is not null && limits.HasRoomForUser(user.Running) ? SlotKeys.Head(first, limits.PerUser > 0 ? user.Turn : 0) : null;
            Assert.Equal(head, user.Head);
        }

        Assert.Equal(Users.Select(user => user.Head).OfType<string>().Order(StringComparer.Ordinal), Heads.Select(head => head.Key));
        if (mayGrant)
            Assert.True(!limits.HasRoom(Gate.Running) || !Heads.Any(), "a slot is free and somebody waits for it");
    }
}
