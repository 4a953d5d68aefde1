using System.Diagnostics;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Telemetry;

/// <summary>
/// The spans of a job. The context of its submit stands in its row, so every attempt, in whichever process, is a span of the same trace.
/// Where nobody listens nothing is made.
/// </summary>
internal static class JobTracing
{
    private static readonly ActivitySource Source = new(TelemetryNames.Source);

    /// <summary>The submit of a job: it is sent to its lane.</summary>
    public static Activity? StartSubmit(JobId id, string type, Priority priority)
    {
        var lane = Lanes.Of(priority);
        var span = Source.StartActivity($"send {lane}", ActivityKind.Producer);
        return span is null ? null : Describe(span, "send", lane, id, type);
    }

    /// <summary>What a job remembers of the trace that it was submitted in, as W3C's <c>traceparent</c>; null where nobody records it.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>An attempt of a job. What called it, the host's own span for one, is linked.</summary>
    public static Activity? StartAttempt(Job job)
    {
        if (!Source.HasListeners())
            return null;
        var lane = Lanes.Of(job.Priority);
        var caller = Activity.Current;
        var submitted = ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var context) ? context : default;
        var links = submitted != default && caller is not null ? new[] { new ActivityLink(caller.Context) } : null;
        var span = Source.StartActivity($"process {lane}", ActivityKind.Consumer, submitted, links: links);
        return span is null ? null : Describe(span, "process", lane, job.Id, job.Type).SetTag(TelemetryNames.JobAttempt, job.Attempt);
    }

    /// <summary>How the attempt ended; null when the job was lost to somebody else meanwhile.</summary>
    public static void EndAttempt(Activity? span, Job? ended)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        span.SetTag(TelemetryNames.JobStatus, ended?.Status.ToWord() ?? "lost");
        if (ended is { Error: { } error, Status: JobStatus.Failed or JobStatus.Pending })
            span.SetTag(TelemetryNames.ErrorType, error.Type).SetStatus(ActivityStatusCode.Error, error.Message);
    }

    /// <summary>A call that tells of a job. It carries the trace on to the receiver.</summary>
    public static Activity? StartDelivery(WebhookDelivery delivery)
    {
        if (!Source.HasListeners())
            return null;
        ActivityContext.TryParse(delivery.TraceParent, null, isRemote: true, out var submitted);
        return Source.StartActivity("webhook", ActivityKind.Client, submitted)?
            .SetTag(TelemetryNames.MessageId, delivery.Job)
            .SetTag("webhook.id", delivery.MessageId)
            .SetTag("webhook.event", delivery.Event.Word())
            .SetTag("server.address", new Uri(delivery.Url).Host);
    }

    /// <summary>How the call ended.</summary>
    public static void EndDelivery(Activity? span, int? status, string? error)
    {
        if (status is not null)
            span?.SetTag("http.response.status_code", status);
        if (error is not null)
            span?.SetStatus(ActivityStatusCode.Error, error);
    }

    private static Activity Describe(Activity span, string operation, string lane, JobId id, string type) => span
        .SetTag(TelemetryNames.System, TelemetryNames.SystemName)
        .SetTag(TelemetryNames.Operation, operation)
        .SetTag(TelemetryNames.OperationType, operation)
        .SetTag(TelemetryNames.Destination, lane)
        .SetTag(TelemetryNames.MessageId, id.ToString())
        .SetTag(TelemetryNames.JobType, type);
}
