using System.Globalization;
using Azure.Storage.Queues.Models;

namespace JobFunctions.LocalHost.Queues;

/// <summary>What a queue trigger says of its message. Values are text, as they are once they have crossed to a worker process.</summary>
internal static class MessageMetadata
{
    public static IReadOnlyDictionary<string, object?> Of(QueueMessage message) => new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
    {
        ["Id"] = message.MessageId,
        ["PopReceipt"] = message.PopReceipt,
        ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["InsertionTime"] = Text(message.InsertedOn),
        ["ExpirationTime"] = Text(message.ExpiresOn),
        ["NextVisibleTime"] = Text(message.NextVisibleOn),
    };

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
