using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>What the service as a whole remembers, whichever of its instances come and go: one row for each thing.</summary>
/// <param name="account">Where the rows are.</param>
public sealed class ServiceState(StorageAccount account)
{
    private const string Partition = "service";
    private const string Processor = "processor";
    private const string Cleanup = "cleanup";

    private readonly TableClient _table = account.System;

    /// <summary>Whether somebody has stopped the processor.</summary>
    public async Task<bool> IsProcessorStoppedAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Processor, cancellationToken) is { } row && row.GetBoolean("Stopped") == true;

    /// <summary>Stops the processor, or starts it again.</summary>
    public Task SetProcessorStoppedAsync(bool stopped, string by, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(new TableEntity(Partition, Processor) { ["Stopped"] = stopped, ["By"] = by, ["At"] = now }, cancellationToken);

    /// <summary>When a cleanup last ran to its end; null when none ever has.</summary>
    public async Task<DateTimeOffset?> LastCleanupAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(Cleanup, cancellationToken))?.GetDateTimeOffset("At");

    /// <summary>A cleanup ran to its end.</summary>
    public Task SetLastCleanupAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        WriteAsync(new TableEntity(Partition, Cleanup) { ["At"] = at }, cancellationToken);

    private async Task<TableEntity?> ReadAsync(string rowKey, CancellationToken cancellationToken)
    {
        var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, rowKey, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private async Task WriteAsync(TableEntity row, CancellationToken cancellationToken) =>
        await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
}
