using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Schedules;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The schedules, in one partition of the system table, so that a schedule and its place in the order of due times change together.
/// <code>
/// d_{owner}_{name}           the schedule
/// q_{due}_s_{owner}_{name}   when it is to be looked at; none while it is paused
/// q_{due}_x_{key}            what a change drops, due at once
/// </code>
/// </summary>
/// <param name="account">Where the rows are.</param>
/// <param name="log">Where rows are told that can't be read.</param>
public sealed class ScheduleTable(StorageAccount account, ILogger<ScheduleTable> log)
{
    private const string Partition = "schedule";
    private const string Definitions = "d_";
    private const string Due = "q_";

    /// <summary>One round looks at as many; the oldest come first, so the next round goes on with the rest.</summary>
    private const int MostOfRound = 1_000;

    private readonly TableClient _table = account.System;
    private readonly TableClient _once = account.SystemTransactions;
    private readonly ReadableRows _readable = new(log);

    /// <summary>Whether the keys of a schedule of these names are no longer than a row's key may be.</summary>
    public static bool Fits(string owner, string name) => DueKey(DateTimeOffset.MaxValue, owner, name).Length <= RowKeys.Longest;

    /// <summary>A schedule; null when there is none.</summary>
    public async Task<Schedule?> FindAsync(string owner, string name, CancellationToken cancellationToken) =>
        await _table.FindRowAsync(Partition, Key(owner, name), cancellationToken) is { } row ? ScheduleRow.ToSchedule(row) : null;

    /// <summary>A page of schedules, by owner and name.</summary>
    /// <param name="owner">Whose; null for all.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<SchedulePage> ListAsync(string? owner, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var prefix = owner is null ? Definitions : OwnerPrefix(owner);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {prefix} and RowKey gt {Definitions + (cursor ?? "")} and RowKey lt {prefix + RowKeys.End}");
        var found = new List<Schedule>();
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, limit + 1, cancellationToken: cancellationToken))
        {
            if (found.Count == limit)
                return new SchedulePage(found, Key(found[^1].Owner, found[^1].Name)[Definitions.Length..]);
            if (_readable.Read(row, ScheduleRow.ToSchedule) is { } schedule)
                found.Add(schedule);
        }

        return new SchedulePage(found, null);
    }

    /// <summary>
    /// Puts a schedule in the place of the one that was read, together with its place in the order of due times and what the change drops.
    /// </summary>
    /// <param name="before">As it was read; null when there was none.</param>
    /// <param name="after">As it shall be; null to delete it.</param>
    /// <param name="drop">What the change drops; null for nothing.</param>
    /// <param name="cancellationToken">Stops before it is written.</param>
    /// <returns>False when somebody else has changed it meanwhile.</returns>
    internal async Task<bool> TryWriteAsync(Schedule? before, Schedule? after, OccurrenceDrop? drop, CancellationToken cancellationToken)
    {
        var actions = new List<TableTransactionAction>
        {
            before is null ? new(TableTransactionActionType.Add, ScheduleRow.Of(after!, Partition, Key(after!.Owner, after.Name)))
                : after is null ? new(TableTransactionActionType.Delete, new TableEntity(Partition, Key(before.Owner, before.Name)), new ETag(before.Version!))
                : new(TableTransactionActionType.UpdateReplace, ScheduleRow.Of(after, Partition, Key(after.Owner, after.Name)), new ETag(before.Version!)),
        };
        var (from, to) = (before is null ? null : DueKey(before), after is null ? null : DueKey(after));
        if (from is not null && from != to)
            actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, from), ETag.All));
        if (to is not null)
            actions.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(Partition, to) { ["Owner"] = after!.Owner, ["Name"] = after.Name }));
        if (drop is not null)
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, ScheduleRow.Of(drop, Partition, DropKey(drop))));
        try
        {
            await _once.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (Exception other) when (StorageTrouble.IsLate(other))
        {
            return false;
        }
    }

    /// <summary>What has to be looked at by a time, the longest overdue first.</summary>
    internal async IAsyncEnumerable<DueSchedule> DueAsync(DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int pageSize = 100;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {Due} and RowKey lt {Due + TimeKey.OldestFirst(until) + RowKeys.End}");
        var rows = _table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: cancellationToken);
        await foreach (var row in rows.Take(MostOfRound).WithCancellation(cancellationToken))
        {
            if (_readable.Read(row, ToDue) is { } due)
                yield return due;
        }
    }

    /// <summary>Nothing is left to drop.</summary>
    internal Task ForgetAsync(OccurrenceDrop drop, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Partition, DropKey(drop), ETag.All, cancellationToken);

    private static DueSchedule ToDue(TableEntity row) => row.ContainsKey("Revision")
        ? new DueSchedule(null, null, ScheduleRow.ToDrop(row))
        : new DueSchedule(row.GetString("Owner"), row.GetString("Name"), null);

    private static string OwnerPrefix(string owner) => $"{Definitions}{RowKeys.Escape(owner)}_";

    private static string Key(string owner, string name) => OwnerPrefix(owner) + RowKeys.Escape(name);

    private static string? DueKey(Schedule schedule) => schedule.NextRun is { } due ? DueKey(due, schedule.Owner, schedule.Name) : null;

    private static string DueKey(DateTimeOffset due, string owner, string name) => $"{Due}{TimeKey.OldestFirst(due)}_s_{Key(owner, name)[Definitions.Length..]}";

    private static string DropKey(OccurrenceDrop drop) => $"{Due}{TimeKey.OldestFirst(drop.From)}_x_{drop.Key}";
}

/// <summary>Some of the schedules.</summary>
/// <param name="Schedules">The schedules.</param>
/// <param name="Cursor">Where the next page begins; null at the end.</param>
public sealed record SchedulePage(IReadOnlyList<Schedule> Schedules, string? Cursor);

/// <summary>What is due: a schedule, or what a change of one drops.</summary>
internal sealed record DueSchedule(string? Owner, string? Name, OccurrenceDrop? Drop);
