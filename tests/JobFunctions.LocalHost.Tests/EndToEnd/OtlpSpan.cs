using System.Text;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>A span as a receiver of OpenTelemetry's protocol got it.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>All spans that were sent to a server, whoever sent them.</summary>
    public static List<OtlpSpan> ReceivedBy(LoopbackServer server) =>
        [.. server.Requests.Where(request => request.Path == "/v1/traces")
            .SelectMany(request => Messages(request.Body, 1)) // ExportTraceServiceRequest.resource_spans
            .SelectMany(resource => Messages(resource, 2)) // ResourceSpans.scope_spans
            .SelectMany(scope => Messages(scope, 2)) // ScopeSpans.spans
            .Select(Read)];

    /// <summary>The names of all metrics that were sent to a server.</summary>
    public static HashSet<string> MetricsReceivedBy(LoopbackServer server) =>
        [.. server.Requests.Where(request => request.Path == "/v1/metrics")
            .SelectMany(request => Messages(request.Body, 1)) // ExportMetricsServiceRequest.resource_metrics
            .SelectMany(resource => Messages(resource, 2)) // ResourceMetrics.scope_metrics
            .SelectMany(scope => Messages(scope, 2)) // ScopeMetrics.metrics
            .Select(metric => Text(metric, 1))]; // Metric.name

    private static OtlpSpan Read(byte[] span) => new(
        Hex(span, 1),
        Hex(span, 2),
        Hex(span, 4),
        Text(span, 5),
        Messages(span, 9).GroupBy(pair => Text(pair, 1)).ToDictionary(
            pairs => pairs.Key,
            pairs => Messages(pairs.First(), 2).Select(value => Text(value, 1)).FirstOrDefault() ?? "")); // KeyValue.value.string_value

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Messages(message, field).FirstOrDefault() ?? []);

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault() ?? []);

    /// <summary>The texts, bytes and messages of a field of a Protocol Buffers message.</summary>
    private static IEnumerable<byte[]> Messages(byte[] message, int field)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == field)
                        yield return message[at..(at + length)];
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {key & 7}");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
