using JobFunctions.Core.Batches;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Http;

/// <summary>What became of a batch's upload.</summary>
public sealed record BatchSubmittedView(string BatchId, int Accepted, int Refused, int Duplicates, IReadOnlyList<BatchJobView> Jobs);

/// <summary>The first line of the answer to a streamed upload: a client that loses the rest finds what was accepted by this id.</summary>
public sealed record BatchOpenedView(string BatchId);

/// <summary>The last line of the answer to a streamed upload.</summary>
public sealed record BatchClosedView(int Accepted, int Refused, int Duplicates);

/// <summary>What became of one job of an upload.</summary>
/// <param name="Index">Its place in the upload, from 0.</param>
/// <param name="JobId">Its id; null when it was refused.</param>
/// <param name="Status">Its status; null when it was refused.</param>
/// <param name="Duplicate">Whether it is another submit's: a unique job like this one was there already. It is no member of the batch.</param>
/// <param name="Error">Why it was refused.</param>
/// <param name="Errors">Each field that is wrong.</param>
public sealed record BatchJobView(int Index, string? JobId, string? Status, bool Duplicate, string? Error, IReadOnlyList<FieldProblem> Errors);

/// <summary>How far a batch is.</summary>
public sealed record BatchView(
    string BatchId, string? Name, string UserId, DateTimeOffset CreatedAt, bool IsOpen, bool IsCancelled, bool IsDone, long TotalJobs, int Progress,
    long Scheduled, long Pending, long Running, long Completed, long Failed, long Cancelled,
    IReadOnlyList<BatchFailureView> FirstFailures, string? CompletionJobId)
{
    internal BatchView(BatchProgress progress)
        : this(
            progress.Batch.Id.ToString(), progress.Batch.Name, progress.Batch.Owner, progress.Batch.CreatedAt, progress.Batch.IsOpen,
            progress.Batch.IsCancelled, progress.IsDone, progress.Total, progress.Percent,
            progress.Counts[JobStatus.Scheduled], progress.Counts[JobStatus.Pending], progress.Counts[JobStatus.Running],
            progress.Counts[JobStatus.Completed], progress.Counts[JobStatus.Failed], progress.Counts[JobStatus.Cancelled],
            [.. progress.FirstFailures.Select(job => new BatchFailureView(job.Id.ToString(), job.Name, job.Error?.Message))],
            progress.Batch.CompletionJob?.ToString())
    {
    }
}

/// <summary>A member that failed.</summary>
public sealed record BatchFailureView(string JobId, string Name, string? ErrorMessage);

/// <summary>The answer to the cancel of a batch.</summary>
public sealed record BatchCancelledView(
    bool Success, string Message, long JobsCancelled, long ErrorCount, IReadOnlyList<BulkErrorView> Errors, bool Complete);
