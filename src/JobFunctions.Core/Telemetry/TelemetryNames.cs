namespace JobFunctions.Core.Telemetry;

/// <summary>The names under which telemetry is told; those of OpenTelemetry's messaging conventions where there is one.</summary>
public static class TelemetryNames
{
    /// <summary>The source of the spans and the meter of the metrics.</summary>
    public const string Source = "JobFunctions";

    internal const string System = "messaging.system";
    internal const string SystemName = "azure_storage_queues";
    internal const string Destination = "messaging.destination.name";
    internal const string Operation = "messaging.operation.name";
    internal const string OperationType = "messaging.operation.type";
    internal const string MessageId = "messaging.message.id";
    internal const string ErrorType = "error.type";
    internal const string JobType = "job.type";
    internal const string JobAttempt = "job.attempt";
    internal const string JobStatus = "job.status";
    internal const string Outcome = "job.outcome";
}
