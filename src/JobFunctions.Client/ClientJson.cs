using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobFunctions.Client;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewJob))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Submitted))]
[JsonSerializable(typeof(JobInfo))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(JobUpdate))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(JobLog))]
[JsonSerializable(typeof(BatchAnswerLine))]
[JsonSerializable(typeof(BatchInfo))]
[JsonSerializable(typeof(BatchCancelled))]
[JsonSerializable(typeof(BulkOrder))]
[JsonSerializable(typeof(BulkResult))]
[JsonSerializable(typeof(StoredFile))]
[JsonSerializable(typeof(FilePage))]
[JsonSerializable(typeof(UploadAddress))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class ClientJson : JsonSerializerContext;
