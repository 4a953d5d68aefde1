using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>
/// What callers can do with many jobs at once: with their own, an admin with everybody's. Each call works no longer than
/// <see cref="BulkRunner.RequestLimit"/>; another one goes on where it stopped.
/// </summary>
/// <param name="removal">Deletes jobs.</param>
/// <param name="requeue">Starts failed ones anew.</param>
/// <param name="resume">Takes running ones back.</param>
/// <param name="stuck">Takes the jobs of dead instances back.</param>
/// <param name="bulk">Does it with many at once.</param>
/// <param name="state">Remembers the last cleanup.</param>
/// <param name="audit">Who did it.</param>
/// <param name="time">What time it is.</param>
public sealed class BulkService(
    JobRemoval removal, JobRequeue requeue, QueueResume resume, StuckJobs stuck, BulkRunner bulk, ServiceState state, AuditTrail audit, TimeProvider time)
{
    /// <summary>Deletes completed and failed jobs.</summary>
    public Task<BulkOutcome> RemoveFinishedAsync(Caller caller, CancellationToken cancellationToken) =>
        RecordedAsync(
            AuditActions.DeleteFinished, null, caller, () => RemoveAsync([JobStatus.Completed, JobStatus.Failed], caller, null, cancellationToken));

    /// <summary>Deletes failed jobs.</summary>
    public Task<BulkOutcome> RemoveFailedAsync(Caller caller, CancellationToken cancellationToken) =>
        RecordedAsync(AuditActions.ClearFailed, null, caller, () => RemoveAsync([JobStatus.Failed], caller, null, cancellationToken));

    /// <summary>Deletes jobs in a final status that ended longer ago than told.</summary>
    public async Task<BulkOutcome> CleanUpAsync(TimeSpan maxAge, Caller caller, CancellationToken cancellationToken)
    {
        var final = JobStatuses.All.Where(status => status.IsFinal());
        var before = time.GetUtcNow() - maxAge;
        var outcome = await RecordedAsync(AuditActions.Cleanup, null, caller, () => RemoveAsync(final, caller, before, cancellationToken));

        // What one user removed of his own says nothing of the whole.
        if (outcome.IsComplete && caller.IsAdmin)
            await state.SetLastCleanupAsync(time.GetUtcNow(), cancellationToken);
        return outcome;
    }

    /// <summary>Requeues failed jobs.</summary>
    public Task<BulkOutcome> RetryFailedAsync(Caller caller, CancellationToken cancellationToken) =>
        RecordedAsync(
            AuditActions.RetryAll, null, caller, () => requeue.RequeueFailedAsync(Owner(caller), BulkRunner.RequestLimit, cancellationToken));

    /// <summary>Resets running jobs to pending, and rings for every pending job again.</summary>
    /// <returns>What became of the running ones.</returns>
    public Task<BulkOutcome> ResumeAsync(Caller caller, CancellationToken cancellationToken) =>
        RecordedAsync(AuditActions.Resume, null, caller, () => ResetAndRingAsync(caller, cancellationToken));

    /// <summary>Resets a program's running jobs whose instance's lease is over.</summary>
    /// <exception cref="ForbiddenException">The program is not the caller's.</exception>
    public Task<BulkOutcome> ResetStuckAsync(string program, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin && !caller.Programs.Contains(program))
            throw new ForbiddenException($"Access denied to program {program}");
        return RecordedAsync(AuditActions.ResetStuck, program, caller, () => bulk.RunAsync(
            stuck.FindAsync(cancellationToken).Where(job => job.Program == program),
            job => job.Id,
            async job => await stuck.TryResetAsync(job, cancellationToken) ? default(RemovedFiles) : null,
            BulkRunner.RequestLimit,
            cancellationToken));
    }

    private async Task<BulkOutcome> ResetAndRingAsync(Caller caller, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var reset = await resume.ResetRunningAsync(Owner(caller), BulkRunner.RequestLimit, cancellationToken);
        var rung = await resume.RingPendingAsync(Owner(caller), BulkRunner.RequestLimit - time.GetElapsedTime(began), cancellationToken);
        return reset with { IsComplete = reset.IsComplete && rung.IsComplete };
    }

    private Task<BulkOutcome> RemoveAsync(
        IEnumerable<JobStatus> statuses, Caller caller, DateTimeOffset? before, CancellationToken cancellationToken) =>
        removal.RemoveAsync(
            statuses.Select(status => new EndedQuery(status, Owner(caller), before)), BulkRunner.RequestLimit, cancellationToken);

    private async Task<BulkOutcome> RecordedAsync(string action, string? target, Caller caller, Func<Task<BulkOutcome>> act)
    {
        var outcome = await act();
        await audit.RecordAsync(
            caller, action, target, detail: $"{outcome.Done} done, {outcome.Failed} failed{(outcome.IsComplete ? "" : ", more left")}");
        return outcome;
    }

    private static string? Owner(Caller caller) => caller.IsAdmin ? null : caller.UserId;
}
