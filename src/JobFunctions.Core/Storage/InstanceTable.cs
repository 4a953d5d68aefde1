using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The instances and what they must hear. An instance's heartbeat is one row, which renews the lease of every job that it runs. A
/// signal is a row that says "look at this job" to the instance that runs it.
/// </summary>
/// <param name="account">Where the rows are.</param>
/// <param name="log">Where rows are told that can't be read.</param>
public sealed class InstanceTable(StorageAccount account, ILogger<InstanceTable> log)
{
    private const string Partition = "instance";
    private const string Signals = "signal_";

    private readonly TableClient _table = account.System;
    private readonly ReadableRows _readable = new(log);

    /// <summary>Writes an instance's word of itself.</summary>
    public Task BeatAsync(InstanceRow instance, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(Partition, RowKeys.Escape(instance.Id))
        {
            ["Id"] = instance.Id,
            ["Name"] = instance.Name,
            ["StartedAt"] = instance.StartedAt,
            ["HeartbeatAt"] = instance.HeartbeatAt,
            ["RunningJobs"] = instance.RunningJobs,
            ["CpuPercent"] = instance.CpuPercent,
            ["MemoryMb"] = instance.MemoryMb,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Every instance that is known.</summary>
    public async Task<IReadOnlyList<InstanceRow>> ListAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        return await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => _readable.Read(row, Read)).OfType<InstanceRow>().ToListAsync(cancellationToken);
    }

    /// <summary>Removes an instance that stopped or fell silent, and the signals that it will not read.</summary>
    public async Task RemoveAsync(string instance, CancellationToken cancellationToken)
    {
        await foreach (var signal in SignalsAsync(instance, cancellationToken))
            await HeardAsync(instance, signal, cancellationToken);
        await _table.DeleteEntityAsync(Partition, RowKeys.Escape(instance), ETag.All, cancellationToken);
    }

    /// <summary>Tells an instance to look at a job that it runs.</summary>
    public Task SignalAsync(string instance, JobId job, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(new TableEntity(SignalPartition(instance), job.ToKey()), TableUpdateMode.Replace, cancellationToken);

    /// <summary>What an instance has been told: one query for all its jobs.</summary>
    public async IAsyncEnumerable<JobId> SignalsAsync(string instance, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {SignalPartition(instance)}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return JobId.Parse(row.RowKey);
    }

    /// <summary>A signal was heard.</summary>
    public Task HeardAsync(string instance, JobId job, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(SignalPartition(instance), job.ToKey(), ETag.All, cancellationToken);

    /// <summary>Removes the signals that were given before a time and that nobody has heard: their instance is gone.</summary>
    public Task RemoveSignalsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (from, end) = (Signals, Signals + RowKeys.End);
        return _table.RemoveRowsAsync(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {end} and Timestamp lt {before}"), cancellationToken);
    }

    private static InstanceRow Read(TableEntity row) => new(
        row.GetString("Id") ?? throw new FormatException("no id"),
        row.GetString("Name"),
        row.GetDateTimeOffset("StartedAt")!.Value,
        row.GetDateTimeOffset("HeartbeatAt")!.Value,
        row.GetInt32("RunningJobs")!.Value,
        row.GetDouble("CpuPercent")!.Value,
        row.GetDouble("MemoryMb")!.Value);

    private static string SignalPartition(string instance) => Signals + RowKeys.Escape(instance);
}
