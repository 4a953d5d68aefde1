using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Batches;

/// <summary>Cancels whole batches.</summary>
/// <param name="reader">Finds them, if the caller may see them.</param>
/// <param name="batches">The batches and their members.</param>
/// <param name="jobs">Cancels the single jobs.</param>
/// <param name="bulk">Does it with many at once.</param>
/// <param name="audit">Who did it.</param>
public sealed class BatchCancel(BatchReader reader, BatchTable batches, JobService jobs, BulkRunner bulk, AuditTrail audit)
{
    /// <summary>
    /// Cancels the completion job first, so that it does not start when the last member ends, then every member that has not ended. Safe to
    /// repeat, and to be repeated when it was cut short.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such batch.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<BulkOutcome> CancelAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var batch = await reader.GetAsync(id, caller, cancellationToken);
        batch = await batches.ChangeAsync(batch.Id, found => found with { IsCancelled = true }, cancellationToken) ?? batch;
        if (batch.CompletionJob is { } completion)
            await TryCancelAsync(completion, caller, cancellationToken);
        var outcome = await bulk.RunAsync(
            batches.MembersAsync(batch, null, cancellationToken).Where(job => !job.Status.IsFinal()),
            job => job.Id,
            job => TryCancelAsync(job.Id, caller, cancellationToken),
            BulkRunner.RequestLimit,
            cancellationToken);
        await audit.RecordAsync(caller, AuditActions.CancelBatch, batch.Id.ToString(), batch.Owner, $"{outcome.Done} jobs");
        return outcome;
    }

    private async Task<RemovedFiles?> TryCancelAsync(JobId job, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            await jobs.CancelAsync(job.ToString(), caller, cancellationToken);
            return default(RemovedFiles);
        }
        catch (Exception over) when (over is JobStateException or NotFoundException)
        {
            return null;
        }
    }
}
