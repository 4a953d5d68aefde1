using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Bulk;

/// <summary>What an operation on many jobs has done. Only what this call's own transactions changed is counted.</summary>
/// <param name="Done">How many jobs were changed or deleted.</param>
/// <param name="Failed">How many could not be, and still are as they were.</param>
/// <param name="Jobs">The first <see cref="BulkRunner.MaxIds"/> jobs that were changed or deleted.</param>
/// <param name="Errors">The first <see cref="BulkRunner.MaxErrors"/> that could not be, and why.</param>
/// <param name="Files">How many files were removed.</param>
/// <param name="Bytes">How large these were in all.</param>
/// <param name="IsComplete">False when the time was over, or too much failed, before all jobs were looked at; another call goes on.</param>
public sealed record BulkOutcome(
    long Done, long Failed, IReadOnlyList<JobId> Jobs, IReadOnlyList<BulkError> Errors, long Files, long Bytes, bool IsComplete);

/// <summary>Why a job could not be changed or deleted.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">Why, in words for the caller.</param>
public sealed record BulkError(JobId Job, string Reason);
