using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>A child that wants to hear of a parent's end.</summary>
/// <param name="Parent">The parent.</param>
/// <param name="Child">The child.</param>
/// <param name="WrittenAt">When it said so, by the service's clock.</param>
/// <param name="ETag">The row's ETag.</param>
public sealed record Edge(JobId Parent, JobId Child, DateTimeOffset WrittenAt, string ETag);

/// <summary>Who depends on whom: a row for each, in the parent's shard.</summary>
/// <param name="account">Where the rows are.</param>
public sealed class EdgeTable(StorageAccount account)
{
    private const int PageSize = 1_000;

    private readonly TableClient _table = account.Jobs;

    /// <summary>Writes that a child waits for a parent, or writes it anew.</summary>
    public Task AddAsync(JobId parent, JobId child, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(RowKeys.Partition(parent), RowKeys.Edge(parent, child)), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The children of a parent; a page of rows is in memory at a time.</summary>
    public async IAsyncEnumerable<Edge> OfAsync(JobId parent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, end) = (RowKeys.Edges(parent), RowKeys.Edges(parent) + RowKeys.End);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RowKeys.Partition(parent)} and RowKey ge {from} and RowKey lt {end}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, PageSize, null, cancellationToken))
        {
            if (RowKeys.TryReadId(row.RowKey, out var child))
                yield return new Edge(parent, child, row.Timestamp ?? default, row.ETag.ToString());
        }
    }

    /// <summary>The child has heard, unless it has said anew that it waits.</summary>
    public async Task RemoveAsync(Edge edge, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(RowKeys.Partition(edge.Parent), RowKeys.Edge(edge.Parent, edge.Child), new ETag(edge.ETag), cancellationToken);
        }
        catch (RequestFailedException writtenAnew) when (writtenAnew.Status == 412)
        {
            // Started anew, it waits once more.
        }
    }

    /// <summary>There is no such child.</summary>
    public Task RemoveAsync(JobId parent, JobId child) => _table.DeleteEntityAsync(RowKeys.Partition(parent), RowKeys.Edge(parent, child), ETag.All);
}
