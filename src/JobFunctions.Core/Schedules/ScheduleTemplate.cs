using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Service;

namespace JobFunctions.Core.Schedules;

/// <summary>The text of a submission, in the words of a submit's body; secrets are kept apart from it.</summary>
public static class ScheduleTemplate
{
    /// <summary>Writes a submission.</summary>
    public static string Write(JobSubmission submission) => JsonSerializer.Serialize(submission, TemplateJson.Default.JobSubmission);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JobSubmission Read(string text) => JsonSerializer.Deserialize(text, TemplateJson.Default.JobSubmission)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobSubmission))]
internal sealed partial class TemplateJson : JsonSerializerContext;
