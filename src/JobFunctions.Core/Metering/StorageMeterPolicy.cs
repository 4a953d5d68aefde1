using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace JobFunctions.Core.Metering;

/// <summary>Tells the meter of every request that goes out, answered or not.</summary>
internal sealed class StorageMeterPolicy(StorageMeter meter, string service) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        finally
        {
            Count(message);
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        finally
        {
            Count(message);
        }
    }

    private void Count(HttpMessage message)
    {
        var kind = StorageCall.KindOf(service, message.Request.Method, message.Request.Uri);
        var sent = message.Request.Content is { } content && content.TryComputeLength(out var length) ? length : 0;
        var (rows, received) = (0, 0L);
        if (message.HasResponse)
        {
            // What is not in memory is a stream that somebody else reads.
            var body = message.Response.ContentStream is MemoryStream ? message.Response.Content.ToMemory() : default;
            received = message.Response.Headers.ContentLengthLong ?? body.Length;
            if (message.Response.Status == 200 && meter.CountsRows)
                rows = RowsOf(kind, body.Span);
            if (kind == StorageCall.Receive && body.Span.IndexOf("<QueueMessage>"u8) < 0)
                kind = "empty_receive";
        }

        meter.Count(service, kind, rows, sent, received);
    }

    private int RowsOf(string kind, ReadOnlySpan<byte> body) => (service, kind) switch
    {
        (StorageCall.Tables, StorageCall.Read) => 1,
        (StorageCall.Tables, StorageCall.Query) => CountRows(body),
        _ => 0,
    };

    private static int CountRows(ReadOnlySpan<byte> page)
    {
        const int ofPage = 1;
        var json = new Utf8JsonReader(page);
        while (json.Read())
        {
            if (json.CurrentDepth != ofPage || json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals("value"u8))
                continue;
            var rows = 0;
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                rows++;
                json.Skip();
            }

            return rows;
        }

        return 0;
    }
}
