using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Storage;

/// <summary>The rows of subscriptions: a partition for each owner.</summary>
/// <param name="account">Where they are.</param>
public sealed class WebhookSubscriptionTable(StorageAccount account)
{
    private readonly TableClient _table = account.Webhooks;

    /// <summary>An owner's subscriptions by name.</summary>
    public async IAsyncEnumerable<WebhookSubscription> ListAsync(string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(owner)}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return Read(row);
    }

    /// <summary>One subscription; null when there is none.</summary>
    public async Task<WebhookSubscription?> FindAsync(string owner, string name, CancellationToken cancellationToken) =>
        await _table.FindRowAsync(Partition(owner), RowKeys.Escape(name), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Stores a subscription.</summary>
    /// <returns>False when somebody else has changed or made it meanwhile.</returns>
    public async Task<bool> TryWriteAsync(WebhookSubscription subscription, CancellationToken cancellationToken)
    {
        var row = Row(subscription);
        try
        {
            if (subscription.Version is { } version)
                await _table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken);
            else
                await _table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (Exception other) when (StorageTrouble.IsLate(other))
        {
            return false;
        }
    }

    /// <summary>Removes a subscription.</summary>
    public Task RemoveAsync(string owner, string name, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Partition(owner), RowKeys.Escape(name), ETag.All, cancellationToken);

    private static string Partition(string owner) => "s_" + RowKeys.Escape(owner);

    private static TableEntity Row(WebhookSubscription subscription) => new(Partition(subscription.Owner), RowKeys.Escape(subscription.Name))
    {
        ["Owner"] = subscription.Owner,
        ["Name"] = subscription.Name,
        ["Url"] = subscription.Url,
        ["Events"] = (int)subscription.Events,
        ["Types"] = JsonSerializer.Serialize(subscription.Types, WebhookJson.Default.IReadOnlyListString),
        ["CreatedAt"] = subscription.CreatedAt,
        ["Secret"] = subscription.Secret,
        ["OldSecret"] = subscription.OldSecret,
        ["OldUntil"] = subscription.OldUntil,
        ["Disabled"] = subscription.Disabled,
    };

    private static WebhookSubscription Read(TableEntity row) => new(
        row.GetString("Owner"),
        row.GetString("Name"),
        row.GetString("Url"),
        (WebhookEvents)row.GetInt32("Events")!.Value,
        JsonSerializer.Deserialize(row.GetString("Types"), WebhookJson.Default.IReadOnlyListString)!,
        row.GetDateTimeOffset("CreatedAt")!.Value)
    {
        Secret = row.GetString("Secret"),
        OldSecret = row.GetString("OldSecret"),
        OldUntil = row.GetDateTimeOffset("OldUntil"),
        Disabled = row.GetString("Disabled"),
        Version = row.ETag.ToString(),
    };
}
