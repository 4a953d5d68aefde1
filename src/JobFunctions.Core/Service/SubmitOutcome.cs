using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Service;

/// <summary>What became of a submit that was not refused.</summary>
/// <param name="Id">The job.</param>
/// <param name="Status">Its status when it was accepted; that of now when it is another submit's.</param>
/// <param name="Kind">Whose job it is.</param>
public sealed record SubmitOutcome(JobId Id, JobStatus Status, SubmitKind Kind);

/// <summary>Whose job a submit is answered with.</summary>
public enum SubmitKind
{
    /// <summary>Its own: a new job.</summary>
    New,

    /// <summary>Its own: the same submit has come before, under the same idempotency key.</summary>
    Replayed,

    /// <summary>Another submit's: a unique job like this is pending, scheduled or running already.</summary>
    Duplicate,
}
