using Azure;
using Azure.Data.Tables;

namespace JobFunctions.Core.Storage;

/// <summary>What every table does with its rows.</summary>
internal static class TableRows
{
    private const int PageSize = 1_000;
    private const int RowsOfTransaction = 100;
    private static readonly string[] Keys = ["PartitionKey", "RowKey"];

    /// <summary>One row; null when there is none.</summary>
    public static async Task<TableEntity?> FindRowAsync(this TableClient table, string partition, string key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    /// <summary>Removes every row that a filter finds, many at a time. Several instances may do so at once.</summary>
    public static async Task RemoveRowsAsync(this TableClient table, string filter, CancellationToken cancellationToken)
    {
        await foreach (var page in table.QueryAsync<TableEntity>(filter, PageSize, Keys, cancellationToken).AsPages())
        {
            foreach (var rows in page.Values.GroupBy(row => row.PartitionKey).SelectMany(partition => partition.Chunk(RowsOfTransaction)))
                await table.RemoveTogetherAsync(rows, cancellationToken);
        }
    }

    private static async Task RemoveTogetherAsync(this TableClient table, TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)), cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Another instance was faster with one of them, and a transaction is for all or none.
            foreach (var row in rows)
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }
}
