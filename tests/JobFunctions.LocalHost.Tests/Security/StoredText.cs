using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace JobFunctions.LocalHost.Tests.Security;

/// <summary>All that lies in a storage account: every row, message and blob, with its name.</summary>
internal static class StoredText
{
    public static async Task<string> ReadAsync(string storage)
    {
        var token = TestContext.Current.CancellationToken;
        var all = new StringBuilder();
        var tables = new TableServiceClient(storage);
        await foreach (var table in tables.QueryAsync(cancellationToken: token))
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: token))
                all.AppendJoin(' ', row.Select(property => $"{property.Key}={property.Value}")).AppendLine();
        }

        var queues = new QueueServiceClient(storage);
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: token))
        {
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32, token)).Value)
                all.AppendLine(message.Body.ToString());
        }

        var blobs = new BlobServiceClient(storage);
        await foreach (var container in blobs.GetBlobContainersAsync(cancellationToken: token))
        {
            var client = blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(cancellationToken: token))
            {
                var content = await client.GetBlobClient(blob.Name).DownloadContentAsync(token);
                all.AppendLine(blob.Name).AppendLine(Encoding.UTF8.GetString(content.Value.Content));
            }
        }

        return all.ToString();
    }
}
