using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Webhooks;

/// <summary>The body of a call, as Standard Webhooks lays it out. Thin: whoever wants more asks the API.</summary>
internal sealed record WebhookPayload(string Type, string Timestamp, WebhookJob Data)
{
    public static string Of(WebhookNotice notice, DateTimeOffset now)
    {
        var data = new WebhookJob(
            notice.Job, notice.Name, notice.Type, notice.Event.Word(), notice.Owner, notice.Program, notice.Attempt, notice.RetryCount,
            notice.ErrorType, notice.ErrorMessage, Utc(notice.CreatedAt), Utc(notice.StartedAt), Utc(notice.EndedAt));
        var at = notice.Event == WebhookEvents.Started ? notice.StartedAt : notice.EndedAt;
        return JsonSerializer.Serialize(new WebhookPayload($"job.{notice.Event.Word()}", Utc(at ?? now)!, data), PayloadJson.Default.WebhookPayload);
    }

    private static string? Utc(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The job that a call is about.</summary>
internal sealed record WebhookJob(
    string JobId, string Name, string JobType, string Event, string UserId, string? ProgramId, int Attempt, int RetryCount, string? ErrorType,
    string? ErrorMessage, string? CreatedAt, string? StartedAt, string? CompletedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class PayloadJson : JsonSerializerContext;
