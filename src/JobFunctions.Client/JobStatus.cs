using System.Text.Json.Serialization;

namespace JobFunctions.Client;

/// <summary>Where a job stands.</summary>
[JsonConverter(typeof(JobStatusConverter))]
public enum JobStatus
{
    /// <summary>A word that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Waits to be run.</summary>
    Pending,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Has done its work.</summary>
    Completed,

    /// <summary>Has failed for good.</summary>
    Failed,

    /// <summary>Was cancelled.</summary>
    Cancelled,
}

/// <summary>What follows from a status.</summary>
public static class JobStatuses
{
    /// <summary>Whether a job in this status has ended; a retry may start it anew.</summary>
    public static bool IsFinal(this JobStatus status) => status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;

    internal static string ToWord(this JobStatus status) =>
        Enum.IsDefined(status) && status != JobStatus.Unknown
            ? JobStatusConverter.Word(status)
            : throw new ArgumentOutOfRangeException(nameof(status), status, "No job has this status");
}
