using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Storage;

/// <summary>The rows of deliveries: a partition for each owner, the newest first.</summary>
/// <param name="account">Where they are.</param>
public sealed class WebhookDeliveryTable(StorageAccount account)
{
    private const string Prefix = "d_";

    private readonly TableClient _table = account.Webhooks;

    /// <summary>The id of what one change tells one receiver: whoever makes it, and however often, it is the same.</summary>
    public static string IdOf(DateTimeOffset sortedAt, string change, string target)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{change}\n{target}"));
        return $"{TimeKey.NewestFirst(sortedAt)}_{Convert.ToHexStringLower(hash.AsSpan(0, 16))}";
    }

    /// <summary>Whether a text can be an id or a cursor.</summary>
    public static bool IsId(string text) =>
        text.Length == 45 && text[12] == '_' && text.Where((_, at) => at != 12).All(char.IsAsciiHexDigitLower);

    /// <summary>Stores a delivery unless it is there already.</summary>
    /// <returns>The delivery as it is stored.</returns>
    public async Task<WebhookDelivery> AddAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _table.AddEntityAsync(Row(delivery), cancellationToken);
            return delivery with { Version = answer.Headers.ETag?.ToString() };
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return await FindAsync(delivery.Owner, delivery.Id, cancellationToken) ?? delivery;
        }
    }

    /// <summary>One delivery; null when there is none.</summary>
    public async Task<WebhookDelivery?> FindAsync(string owner, string id, CancellationToken cancellationToken) =>
        await _table.FindRowAsync(Partition(owner), id, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Stores what has become of a delivery.</summary>
    /// <returns>False when somebody else has changed it meanwhile.</returns>
    public async Task<bool> TryUpdateAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await _table.UpdateEntityAsync(Row(delivery), new ETag(delivery.Version!), TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException other) when (other.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>An owner's newest deliveries.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(string owner, string? after, int limit, CancellationToken cancellationToken)
    {
        var (partition, from) = (Partition(owner), after ?? "");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {from}");
        return await _table.QueryAsync<TableEntity>(filter, limit, null, cancellationToken).Take(limit).Select(Read).ToListAsync(cancellationToken);
    }

    /// <summary>Removes what is older than a time, of all owners.</summary>
    public Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var (from, end, key) = (Prefix, Prefix + RowKeys.End, TimeKey.NewestFirst(time));
        return _table.RemoveRowsAsync(
            TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {end} and RowKey gt {key}"), cancellationToken);
    }

    private static string Partition(string owner) => Prefix + RowKeys.Escape(owner);

    private static TableEntity Row(WebhookDelivery delivery) => new(Partition(delivery.Owner), delivery.Id)
    {
        ["Owner"] = delivery.Owner,
        ["Subscription"] = delivery.Subscription,
        ["Url"] = delivery.Url,
        ["Event"] = (int)delivery.Event,
        ["Job"] = delivery.Job,
        ["Payload"] = delivery.Payload,
        ["Secret"] = delivery.Secret,
        ["TraceParent"] = delivery.TraceParent,
        ["CreatedAt"] = delivery.CreatedAt,
        ["State"] = (int)delivery.State,
        ["Tries"] = delivery.Tries,
        ["NextAt"] = delivery.NextAt,
        ["Log"] = JsonSerializer.Serialize(delivery.Log, WebhookJson.Default.IReadOnlyListWebhookTry),
    };

    private static WebhookDelivery Read(TableEntity row) => new(row.GetString("Owner"), row.RowKey)
    {
        Subscription = row.GetString("Subscription"),
        Url = row.GetString("Url"),
        Event = (WebhookEvents)row.GetInt32("Event")!.Value,
        Job = row.GetString("Job"),
        Payload = row.GetString("Payload"),
        Secret = row.GetString("Secret"),
        TraceParent = row.GetString("TraceParent"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt")!.Value,
        State = (WebhookState)row.GetInt32("State")!.Value,
        Tries = row.GetInt32("Tries")!.Value,
        NextAt = row.GetDateTimeOffset("NextAt"),
        Log = JsonSerializer.Deserialize(row.GetString("Log"), WebhookJson.Default.IReadOnlyListWebhookTry)!,
        Version = row.ETag.ToString(),
    };
}
