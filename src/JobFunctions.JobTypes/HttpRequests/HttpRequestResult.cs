using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobFunctions.JobTypes.HttpRequests;

/// <summary>The result of the job.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Headers">Those of its headers that are recorded, in lower case.</param>
/// <param name="Body">A small body of text or JSON; null when there is none, or it lies in the file.</param>
/// <param name="BodyFile">The result file with the body; null when there is none.</param>
/// <param name="Bytes">How large the body is.</param>
internal sealed record HttpRequestResult(
    int Status, IReadOnlyDictionary<string, string> Headers, JsonElement? Body, string? BodyFile, long Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HttpRequestResult))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class HttpRequestJson : JsonSerializerContext;
