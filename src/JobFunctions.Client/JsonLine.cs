using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobFunctions.Client;

/// <summary>One JSON object in a line of its own.</summary>
internal static class JsonLine
{
    public static byte[] Of(JsonObject value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, ClientJson.Default.JsonObject), (byte)'\n'];
}
