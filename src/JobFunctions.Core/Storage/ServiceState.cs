using Azure;
using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>What operators have set while the service runs.</summary>
/// <param name="ProcessorStopped">No job may start.</param>
/// <param name="MaxConcurrent">The global limit; null or below 0 for the configured one.</param>
/// <param name="MaxConcurrentPerUser">The limit per user; null or below 0 for the configured one.</param>
/// <param name="Rates">The rates in the place of configured ones, as text; null for none.</param>
/// <param name="WebhooksInUse">Somebody has made a webhook at some time.</param>
/// <param name="Version">The row's ETag; null while there is none.</param>
public sealed record OperatorSettings(
    bool ProcessorStopped, int? MaxConcurrent, int? MaxConcurrentPerUser, string? Rates = null, bool WebhooksInUse = false, string? Version = null);

/// <summary>How far the reconciler is.</summary>
/// <param name="StartedAt">When its last run began; null when none ever has.</param>
/// <param name="FirstShard">With which shard the next run begins: a run that has no time for all leaves others to the next.</param>
/// <param name="BlobMarker">Where in the list of blobs the next run goes on; null for the beginning.</param>
/// <param name="Version">The row's ETag; null while there is none.</param>
public sealed record ReconcilerState(DateTimeOffset? StartedAt, int FirstShard, string? BlobMarker, string? Version);

/// <summary>What the service as a whole remembers, whichever of its instances come and go: one row for each thing.</summary>
/// <param name="account">Where the rows are.</param>
public sealed class ServiceState(StorageAccount account)
{
    private const string Partition = "service";
    private const string Operator = "operator";
    private const string Cleanup = "cleanup";
    private const string Consistency = "consistency";
    private const string Shards = "shards";

    private readonly TableClient _table = account.System;
    private readonly TableClient _once = account.SystemTransactions;

    /// <summary>What operators have set: one row, since every instance asks for it every other second.</summary>
    public async Task<OperatorSettings> SettingsAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Operator, cancellationToken) is { } row
            ? new OperatorSettings(
                row.GetBoolean("ProcessorStopped") ?? false, row.GetInt32("MaxConcurrent"), row.GetInt32("MaxConcurrentPerUser"), row.GetString("Rates"),
                row.GetBoolean("WebhooksInUse") ?? false, row.ETag.ToString())
            : new OperatorSettings(false, null, null);

    /// <summary>Stops the processor, or starts it again.</summary>
    public Task SetProcessorStoppedAsync(bool stopped, string by, DateTimeOffset now, CancellationToken cancellationToken) => MergeAsync(
        new TableEntity(Partition, Operator) { ["ProcessorStopped"] = stopped, ["ProcessorBy"] = by, ["ProcessorAt"] = now }, cancellationToken);

    /// <summary>Sets limits in the place of the configured ones; −1 goes back to those.</summary>
    public Task SetLimitsAsync(int global, int perUser, string by, DateTimeOffset now, CancellationToken cancellationToken) => MergeAsync(
        new TableEntity(Partition, Operator)
        {
            ["MaxConcurrent"] = global,
            ["MaxConcurrentPerUser"] = perUser,
            ["LimitsBy"] = by,
            ["LimitsAt"] = now,
        },
        cancellationToken);

    /// <summary>Sets rates in the place of the configured ones of the same keys.</summary>
    /// <returns>False when the settings are not any more what they were before.</returns>
    public async Task<bool> TrySetRatesAsync(OperatorSettings before, string rates, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, Operator) { ["Rates"] = rates, ["RatesBy"] = by, ["RatesAt"] = now };
        return await TryPutAsync(row, before.Version is { } version ? new ETag(version) : null, cancellationToken);
    }

    /// <summary>From now on a submit looks for its owner's webhooks.</summary>
    public Task SetWebhooksInUseAsync(CancellationToken cancellationToken) =>
        MergeAsync(new TableEntity(Partition, Operator) { ["WebhooksInUse"] = true }, cancellationToken);

    /// <summary>Takes note of how many shards are used from now on, if they are more than ever before.</summary>
    /// <returns>The most that were ever used.</returns>
    public async Task<int> UseShardsAsync(int shards, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = await ReadAsync(Shards, cancellationToken);
            if (known?.GetInt32("Count") is { } count && count >= shards)
                return count;
            if (await TryPutAsync(new TableEntity(Partition, Shards) { ["Count"] = shards }, known?.ETag, cancellationToken))
                return shards;
        }
    }

    /// <summary>When a cleanup last ran to its end; null when none ever has.</summary>
    public async Task<DateTimeOffset?> LastCleanupAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(Cleanup, cancellationToken))?.GetDateTimeOffset("At");

    /// <summary>A cleanup ran to its end.</summary>
    public Task SetLastCleanupAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        WriteAsync(new TableEntity(Partition, Cleanup) { ["At"] = at }, cancellationToken);

    /// <summary>How far the reconciler is.</summary>
    public async Task<ReconcilerState> ReconcilerAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Consistency, cancellationToken) is { } row
            ? new ReconcilerState(
                row.GetDateTimeOffset("StartedAt"), row.GetInt32("FirstShard") ?? 0, row.GetString("BlobMarker"), row.ETag.ToString())
            : new ReconcilerState(null, 0, null, null);

    /// <summary>The reconciler goes on from here.</summary>
    /// <returns>The state with its new version; null when another instance has written meanwhile.</returns>
    public async Task<ReconcilerState?> TrySetReconcilerAsync(ReconcilerState next, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, Consistency)
        {
            ["StartedAt"] = next.StartedAt,
            ["FirstShard"] = next.FirstShard,
            ["BlobMarker"] = next.BlobMarker,
        };
        var action = next.Version is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(version))
            : new TableTransactionAction(TableTransactionActionType.Add, row);
        try
        {
            var answer = await _once.SubmitTransactionAsync([action], cancellationToken);
            return next with { Version = answer.Value[0].Headers.ETag?.ToString() };
        }
        catch (Exception other) when (StorageTrouble.IsLate(other))
        {
            return null;
        }
    }

    private Task<TableEntity?> ReadAsync(string rowKey, CancellationToken cancellationToken) =>
        _table.FindRowAsync(Partition, rowKey, cancellationToken);

    /// <summary>Adds a row, or changes what it names in the version that was read.</summary>
    /// <returns>False when somebody else was faster.</returns>
    private async Task<bool> TryPutAsync(TableEntity row, ETag? version, CancellationToken cancellationToken)
    {
        try
        {
            if (version is { } known)
                await _table.UpdateEntityAsync(row, known, TableUpdateMode.Merge, cancellationToken);
            else
                await _table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException other) when (other.Status is 409 or 412 || (other.Status == 404 && version is not null))
        {
            return false;
        }
    }

    private async Task MergeAsync(TableEntity row, CancellationToken cancellationToken) =>
        await _table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);

    private async Task WriteAsync(TableEntity row, CancellationToken cancellationToken) =>
        await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
}
