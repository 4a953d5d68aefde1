using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Storage;

/// <summary>Turns what the limits remember into rows and back.</summary>
internal static class SlotRows
{
    private const string Name = "User";

    public static TableEntity Of(string key, object row) => row switch
    {
        SlotGate gate => new TableEntity(SlotKeys.Partition, key) { ["Running"] = gate.Running, ["Turn"] = gate.Turn },
        SlotHead head => new TableEntity(SlotKeys.Partition, key) { [Name] = head.User },
        SlotUser user => new TableEntity(SlotKeys.Partition, key)
        {
            [Name] = user.Name,
            ["Running"] = user.Running,
            ["Turn"] = user.Turn,
            ["Head"] = user.Head,
            ["IsUser"] = true,
        },
        WaitingJob job => Job(key, job),
        Slot slot => Slot(key, slot),
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
    };

    /// <summary>Reads a row for a round, which one damaged row must not stop; null when it can't be read. The reconciler finds it.</summary>
    public static T? TryRead<T>(TableEntity row, Func<TableEntity, T> read) where T : class
    {
        try
        {
            return read(row);
        }
        catch (Exception unreadable) when (DamagedRow.Is(unreadable))
        {
            return null;
        }
    }

    public static SlotGate ToGate(TableEntity row) => new(row.GetInt32("Running")!.Value, row.GetInt64("Turn")!.Value, row.ETag.ToString());

    public static SlotHead ToHead(TableEntity row) => new(row.RowKey, row.GetString(Name));

    public static bool IsUser(TableEntity row) => row.ContainsKey("IsUser");

    public static string UserOf(TableEntity row) => row.GetString(Name);

    public static SlotUser ToUser(TableEntity row, string name) =>
        new(name, row.GetInt32("Running")!.Value, row.GetInt64("Turn")!.Value, row.GetString("Head"), [], false, [], true);

    public static WaitingJob ToWaiting(TableEntity row) => new(
        JobId.Parse(row.GetString("Job")),
        Generation.TryParse(row.GetString("Generation"), out var generation) ? generation : throw new FormatException("no generation"),
        (Priority)row.GetInt32("Priority")!.Value,
        row.GetString(Name));

    public static Slot ToSlot(TableEntity row) =>
        new(ToWaiting(row), row.GetString("Instance"), row.GetDateTimeOffset("At")!.Value, row.ETag.ToString());

    private static TableEntity Slot(string key, Slot slot)
    {
        var row = Job(key, slot.Job);
        row["Instance"] = slot.Instance;
        row["At"] = slot.At;
        return row;
    }

    private static TableEntity Job(string key, WaitingJob job) => new(SlotKeys.Partition, key)
    {
        [Name] = job.User,
        ["Job"] = job.Job.ToString(),
        ["Generation"] = job.Generation.ToString(),
        ["Priority"] = (int)job.Priority,
    };
}
