using JobFunctions.Core.Audit;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Stores new jobs, each once: under its keys there is one job, however many submits come at the same time.</summary>
/// <param name="store">The jobs.</param>
/// <param name="keys">Which of them hold keys.</param>
/// <param name="admission">Lets them start.</param>
/// <param name="audit">Who submitted them.</param>
public sealed class JobCreation(IJobStore store, JobKeys keys, Admission admission, AuditTrail audit)
{
    /// <summary>
    /// Puts a job's bell and then commits its rows, unless a job is there that one of its keys stands for.
    /// </summary>
    /// <exception cref="IdempotencyKeyReusedException">Something else was sent under its idempotency key before.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    public async Task<SubmitOutcome> CreateAsync(Job job, Caller caller, CancellationToken cancellationToken)
    {
        // Our own pump may get the bell before the rows are written.
        using var coming = store.Announce(job.Id);

        // Duplicates are what a unique job expects: looked for before anything is put. An idempotency key is new nearly always.
        if (job.UniqueKey is not null && await FindTakenAsync(job, cancellationToken) is { } known)
            return known;
        while (true)
        {
            if (!job.Status.IsFinal())
                await admission.LetStartAsync(job, cancellationToken, isNew: true);
            try
            {
                await store.CreateAsync(job);
                audit.Note(caller, AuditActions.Submit, job.Id.ToString(), job.Owner, job.Type);
                return new SubmitOutcome(job.Id, job.Status, SubmitKind.New);
            }
            catch (KeyTakenException)
            {
                if (await FindTakenAsync(job, cancellationToken) is { } taken)
                {
                    await admission.LeaveAsync(job);
                    return taken;
                }

                // The job that held the key has ended meanwhile: once more.
            }
        }
    }

    private async Task<SubmitOutcome?> FindTakenAsync(Job job, CancellationToken cancellationToken)
    {
        if (await keys.FindAcceptedAsync(job, cancellationToken) is { } accepted)
        {
            return accepted.Body == job.Idempotency!.Body
                ? new SubmitOutcome(accepted.Job, accepted.Status, SubmitKind.Replayed)
                : throw new IdempotencyKeyReusedException();
        }

        return await keys.FindActiveAsync(job, cancellationToken) is { } active
            ? new SubmitOutcome(active.Id, active.Status, SubmitKind.Duplicate)
            : null;
    }
}
