using System.Globalization;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Storage;

/// <summary>A bell that waits in the table instead of its lane.</summary>
/// <param name="Job">The job.</param>
/// <param name="Generation">The generation that it was rung for.</param>
/// <param name="Priority">Which lane it goes back to.</param>
/// <param name="RowKey">Its row.</param>
/// <param name="ETag">The row's ETag.</param>
public sealed record ParkedBell(JobId Job, Generation Generation, Priority Priority, string RowKey, string ETag);

/// <summary>
/// The bells that came while the processor was stopped, one row a job. The keys sort as the jobs shall start: the highest priority
/// first, then the oldest, since an id begins with the time of its creation.
/// </summary>
/// <param name="account">Where the rows are.</param>
/// <param name="log">Where rows are told that can't be read: their jobs are found as ones that have lost their bell.</param>
public sealed class ParkedBells(StorageAccount account, ILogger<ParkedBells> log)
{
    private const string Partition = "parked";

    private readonly TableClient _table = account.System;
    private readonly ReadableRows _readable = new(log);

    /// <summary>Parks the bell of a job as it is now. Its message may be completed after that, not before.</summary>
    public Task ParkAsync(Job job, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(Partition, Key(job))
        {
            ["Job"] = job.Id.ToString(),
            ["Generation"] = job.Generation.ToString(),
            ["Priority"] = (int)job.Priority,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Whether any bell is parked.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken) => (await HeadAsync(1, cancellationToken)).Count > 0;

    /// <summary>The bells at the head of the order.</summary>
    /// <param name="limit">How many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<ParkedBell>> HeadAsync(int limit, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        await foreach (var page in _table.QueryAsync<TableEntity>(filter, limit, null, cancellationToken).AsPages())
        {
            var bells = page.Values.Select(row => _readable.Read(row, Read)).OfType<ParkedBell>().ToList();
            if (bells.Count > 0)
                return bells;
        }

        return [];
    }

    /// <summary>Forgets a bell that has been rung, unless it was parked anew meanwhile.</summary>
    public async Task ForgetAsync(ParkedBell bell, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(Partition, bell.RowKey, new ETag(bell.ETag), cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // Rung and parked once more: this row stands for the new bell.
        }
    }

    private static string Key(Job job) => string.Create(CultureInfo.InvariantCulture, $"{9 - (int)job.Priority}_{job.Id.ToKey()}");

    private static ParkedBell Read(TableEntity row) => new(
        JobId.Parse(row.GetString("Job")),
        Generation.TryParse(row.GetString("Generation"), out var generation) ? generation : throw new FormatException("no generation"),
        (Priority)row.GetInt32("Priority")!.Value,
        row.RowKey,
        row.ETag.ToString());
}
