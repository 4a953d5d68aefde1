using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Storage;

/// <summary>The rows of the limits in Azure Table Storage.</summary>
/// <param name="account">Where they are.</param>
public sealed class SlotTable(StorageAccount account)
{
    private const int HeadsRead = 32;

    private readonly TableClient _table = account.System;
    private readonly TableClient _once = account.SystemTransactions;

    /// <summary>The gate and the first heads: one query.</summary>
    internal async Task<SlotState> ReadGateAsync(CancellationToken cancellationToken)
    {
        var gate = new SlotGate(0, 0, null);
        var heads = new List<SlotHead>();
        await foreach (var row in RangeAsync(SlotKeys.Gate, SlotKeys.Heads + RowKeys.End, HeadsRead + 2, cancellationToken))
        {
            if (row.RowKey == SlotKeys.Gate)
                gate = SlotRows.ToGate(row);
            else
                heads.Add(SlotRows.ToHead(row));
        }

        var more = heads.Count > HeadsRead;
        return new SlotState(
            gate, heads[..Math.Min(heads.Count, HeadsRead)], more, new Dictionary<string, SlotUser>(), new Dictionary<string, Slot?>());
    }

    /// <summary>A user's row and the first in his line: one query.</summary>
    /// <param name="user">The user.</param>
    /// <param name="sought">Jobs that must be known even if they wait further behind.</param>
    /// <param name="verify">Whether to look for the row of his that stands among the heads: one that is missing can't be deleted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async Task<SlotUser> ReadUserAsync(string user, IEnumerable<WaitingJob> sought, bool verify, CancellationToken cancellationToken)
    {
        var key = SlotKeys.User(user);
        var stored = new SlotUser(user, 0, 0, null, [], false, [], false);
        var waiting = new List<WaitingJob>();
        await foreach (var row in RangeAsync(key, key + RowKeys.End, SlotBoard.Window + 2, cancellationToken))
        {
            if (row.RowKey == key)
                stored = SlotRows.ToUser(row, user);
            else
                waiting.Add(SlotRows.ToWaiting(row));
        }

        if (verify && stored.Head is { } head && await FindRowAsync(head, cancellationToken) is null)
            stored = stored with { Head = null };
        var more = waiting.Count > SlotBoard.Window;
        var further = new List<WaitingJob>();
        if (more)
        {
            waiting = waiting[..SlotBoard.Window];
            foreach (var job in sought.Where(job => waiting.All(known => known.Job != job.Job)))
            {
                if (await FindWaitingAsync(job, cancellationToken) is { } found)
                    further.Add(found);
            }
        }

        return stored with { Waiting = waiting, More = more, Further = further };
    }

    /// <summary>A job's slot, if it has one.</summary>
    internal async Task<Slot?> FindAsync(JobId job, Generation generation, CancellationToken cancellationToken) =>
        await FindRowAsync(SlotKeys.Slot(job, generation), cancellationToken) is { } row ? SlotRows.ToSlot(row) : null;

    /// <summary>A job's place in its user's line, if it has one.</summary>
    internal async Task<WaitingJob?> FindWaitingAsync(WaitingJob job, CancellationToken cancellationToken) =>
        await FindRowAsync(SlotKeys.Waiting(job), cancellationToken) is { } row ? SlotRows.ToWaiting(row) : null;

    /// <summary>Every slot.</summary>
    internal async IAsyncEnumerable<Slot> SlotsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in RangeAsync(SlotKeys.Slots, SlotKeys.Slots + RowKeys.End, int.MaxValue, cancellationToken))
        {
            if (SlotRows.TryRead(row, SlotRows.ToSlot) is { } slot)
                yield return slot;
        }
    }

    /// <summary>Every waiting job, user by user, and before them their users' rows (<see cref="SlotUser"/> without a line).</summary>
    internal async IAsyncEnumerable<object> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in RangeAsync(SlotKeys.Users, SlotKeys.Users + RowKeys.End, int.MaxValue, cancellationToken))
        {
            if (SlotRows.TryRead<object>(row, AnyOfLine) is { } read)
                yield return read;
        }
    }

    private static object AnyOfLine(TableEntity row) =>
        SlotRows.IsUser(row) ? SlotRows.ToUser(row, SlotRows.UserOf(row)) : SlotRows.ToWaiting(row);

    /// <summary>How many jobs wait before one in its user's line, counted up to a limit.</summary>
    internal async Task<int> CountBeforeAsync(WaitingJob job, int limit, CancellationToken cancellationToken)
    {
        var key = SlotKeys.User(job.User);
        var before = 0;

        // The user's own row, whose key ends where those of his jobs go on, is not one of them.
        await foreach (var _ in RangeAsync(key + "0", SlotKeys.Waiting(job), limit, cancellationToken))
            before++;
        return before;
    }

    /// <summary>Gives a granted slot to the instance that came for it.</summary>
    /// <returns>Null when the slot is not as it was read.</returns>
    internal async Task<Slot?> TakeAsync(Slot granted, string instance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var taken = granted with { Instance = instance, At = now };
        try
        {
            await _table.UpdateEntityAsync(
                SlotRows.Of(SlotKeys.Slot(granted.Job), taken), new ETag(granted.Version!), TableUpdateMode.Replace, cancellationToken);
            return taken with { Version = null };
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Commits a decision: all of its rows, or none.</summary>
    /// <exception cref="RequestFailedException">409, 412 or 404: another decision came before.</exception>
    internal Task CommitAsync(IEnumerable<SlotChange> changes, CancellationToken cancellationToken) =>
        _once.SubmitTransactionAsync(changes.Select(Action), cancellationToken);

    /// <summary>Every row, if no decision was made while they were read.</summary>
    /// <returns>Null when one was.</returns>
    internal async Task<SlotSnapshot?> ReadAllAsync(CancellationToken cancellationToken)
    {
        var before = (await FindRowAsync(SlotKeys.Gate, cancellationToken))?.ETag;
        var snapshot = new SlotSnapshot();
        await foreach (var row in RangeAsync(SlotKeys.Gate, RowKeys.End, int.MaxValue, cancellationToken))
            snapshot.Add(row);
        var after = (await FindRowAsync(SlotKeys.Gate, cancellationToken))?.ETag;
        return before == after ? snapshot : null;
    }

    /// <summary>Commits what mends some rows, unless a decision came before.</summary>
    /// <param name="gate">As it shall be, with the version that it must have.</param>
    /// <param name="changes">The other rows, 99 at most.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The gate with its new version.</returns>
    /// <exception cref="RequestFailedException">409, 412 or 404: a decision came before.</exception>
    internal async Task<SlotGate> MendAsync(SlotGate gate, IEnumerable<SlotChange> changes, CancellationToken cancellationToken)
    {
        var first = new SlotChange(SlotKeys.Gate, gate, gate.Version is not null, gate.Version);
        var answer = await _once.SubmitTransactionAsync(changes.Prepend(first).Select(Action), cancellationToken);
        return gate with { Version = answer.Value[0].Headers.ETag?.ToString() };
    }

    private static TableTransactionAction Action(SlotChange change)
    {
        var version = change.Version is { } etag ? new ETag(etag) : ETag.All;
        if (change.Row is null)
            return new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(SlotKeys.Partition, change.Key), version);
        var row = SlotRows.Of(change.Key, change.Row);
        if (change.Version is not null)
            return new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, version);

        // A slot or a gate that is there although it was not must be seen: it is somebody else's.
        return new TableTransactionAction(
            !change.Exists && change.Row is Slot or SlotGate ? TableTransactionActionType.Add : TableTransactionActionType.UpsertReplace, row);
    }

    private Task<TableEntity?> FindRowAsync(string key, CancellationToken cancellationToken) =>
        _table.FindRowAsync(SlotKeys.Partition, key, cancellationToken);

    private async IAsyncEnumerable<TableEntity> RangeAsync(
        string from, string end, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {SlotKeys.Partition} and RowKey ge {from} and RowKey lt {end}");
        var left = limit;
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(limit, 1000), null, cancellationToken))
        {
            yield return row;
            if (--left == 0)
                yield break;
        }
    }
}
