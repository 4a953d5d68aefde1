using Azure.Data.Tables;
using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Storage;

/// <summary>Every row of the limits at one moment, readable or not. Whose a row is follows from its key.</summary>
internal sealed class SlotSnapshot
{
    /// <summary>The gate; null when there is none or it can't be read.</summary>
    public SlotGate? Gate { get; private set; }

    /// <summary>The gate's version, also when it can't be read.</summary>
    public string? GateVersion { get; private set; }

    /// <summary>The slots that can be read.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>The heads' rows: key and user; the user is null when it can't be read.</summary>
    public Dictionary<string, string?> Heads { get; } = [];

    /// <summary>The users' rows that can be read.</summary>
    public Dictionary<string, SlotUser> Users { get; } = [];

    /// <summary>The waiting jobs that can be read, in the order of their lines.</summary>
    public List<WaitingRow> Waiting { get; } = [];

    /// <summary>The keys of the rows that can't be read.</summary>
    public List<string> Unreadable { get; } = [];

    /// <summary>Whether a row is about a slot.</summary>
    public static bool IsSlot(string key) => key.StartsWith(SlotKeys.Slots, StringComparison.Ordinal);

    /// <summary>Whether a row is a user's own.</summary>
    public static bool IsUser(string key) => key.StartsWith(SlotKeys.Users, StringComparison.Ordinal) && key.EndsWith('_');

    /// <summary>Whether a row is a place in a line.</summary>
    public static bool IsWaiting(string key) => key.StartsWith(SlotKeys.Users, StringComparison.Ordinal) && !key.EndsWith('_');

    /// <summary>Whose row or place it is, by the key.</summary>
    public static string UserOf(string key) => RowKeys.Unescape(key[SlotKeys.Users.Length..key.IndexOf('_', SlotKeys.Users.Length)]);

    public void Add(TableEntity row)
    {
        try
        {
            AddReadable(row);
        }
        catch (Exception unreadable) when (DamagedRow.Is(unreadable))
        {
            Unreadable.Add(row.RowKey);
        }
    }

    private void AddReadable(TableEntity row)
    {
        var key = row.RowKey;
        if (key == SlotKeys.Gate)
        {
            GateVersion = row.ETag.ToString();
            Gate = SlotRows.ToGate(row);
        }
        else if (key.StartsWith(SlotKeys.Heads, StringComparison.Ordinal))
        {
            Heads[key] = row.TryGetValue("User", out var user) ? user as string : null;
        }
        else if (IsSlot(key))
        {
            var slot = SlotRows.ToSlot(row);
            Slots.Add(SlotKeys.Slot(slot.Job) == key && slot.Job.User is not null ? slot : throw new FormatException("another job's"));
        }
        else if (IsUser(key))
        {
            var name = UserOf(key);
            Users[name] = SlotRows.ToUser(row, name);
        }
        else if (IsWaiting(key))
        {
            var job = SlotRows.ToWaiting(row);
            Waiting.Add(job.User is not null && SlotKeys.Waiting(job) == key
                ? new WaitingRow(key, job, row.Timestamp ?? default)
                : throw new FormatException("another job's"));
        }
    }
}

/// <summary>A place in a line.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Job">Who waits.</param>
/// <param name="WrittenAt">Since when.</param>
internal sealed record WaitingRow(string Key, WaitingJob Job, DateTimeOffset WrittenAt);
