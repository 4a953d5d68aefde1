using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Http;

/// <summary>The answers' JSON: snake_case, times in UTC with Z, every field present.</summary>
[JsonSerializable(typeof(AuditPageView))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Submitted))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(IReadOnlyList<JobView>))]
[JsonSerializable(typeof(JobDetailsView))]
[JsonSerializable(typeof(StatsView))]
[JsonSerializable(typeof(JobTypesView))]
[JsonSerializable(typeof(FileView))]
[JsonSerializable(typeof(FilePageView))]
[JsonSerializable(typeof(UploadUrlView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(JobStatusView))]
[JsonSerializable(typeof(JobShortView))]
[JsonSerializable(typeof(JobPageView))]
[JsonSerializable(typeof(IReadOnlyList<FailedJobView>))]
[JsonSerializable(typeof(JobUpdateView))]
[JsonSerializable(typeof(JobCompleteView))]
[JsonSerializable(typeof(ResumedView))]
[JsonSerializable(typeof(FinishedView))]
[JsonSerializable(typeof(CleanupView))]
[JsonSerializable(typeof(RetriedView))]
[JsonSerializable(typeof(ClearedView))]
[JsonSerializable(typeof(StuckResetView))]
[JsonSerializable(typeof(QueueStatsView))]
[JsonSerializable(typeof(JobQueueStatusView))]
[JsonSerializable(typeof(ProcessorChangedView))]
[JsonSerializable(typeof(JobChangedView))]
[JsonSerializable(typeof(FailedJobChangedView))]
[JsonSerializable(typeof(LimitsView))]
[JsonSerializable(typeof(RateView))]
[JsonSerializable(typeof(RatesView))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(SchedulePageView))]
[JsonSerializable(typeof(ExplanationView))]
[JsonSerializable(typeof(ConsistencyView))]
[JsonSerializable(typeof(TimelineView))]
[JsonSerializable(typeof(BulkView))]
[JsonSerializable(typeof(FailureGroupsView))]
[JsonSerializable(typeof(LogPieceView))]
[JsonSerializable(typeof(HistoryView))]
[JsonSerializable(typeof(BatchSubmittedView))]
[JsonSerializable(typeof(BatchOpenedView))]
[JsonSerializable(typeof(BatchJobView))]
[JsonSerializable(typeof(BatchClosedView))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(BatchCancelledView))]
[JsonSerializable(typeof(WorkersView))]
[JsonSerializable(typeof(ConfigView))]
[JsonSerializable(typeof(CallerView))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(WebhookListView))]
[JsonSerializable(typeof(WebhookSecretView))]
[JsonSerializable(typeof(WebhookDeliveryView))]
[JsonSerializable(typeof(WebhookDeliveriesView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The metadata to answer with. An apostrophe stays an apostrophe: answers are JSON and never part of a page.</summary>
    public static ApiJson Web { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new UtcConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static IResult Result<T>(T value, JsonTypeInfo<T> type, int status = 200) => Results.Json(value, type, statusCode: status);
}

internal sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
