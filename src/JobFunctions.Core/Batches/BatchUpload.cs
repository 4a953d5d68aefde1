using JobFunctions.Core.Audit;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Batches;

/// <summary>Takes the jobs of a batch in, each on its own, after <see cref="BatchOpening"/>, and closes it. Members run at once.</summary>
/// <param name="jobs">Looks at the jobs.</param>
/// <param name="creation">Stores them.</param>
/// <param name="batches">The batches.</param>
/// <param name="ends">Looks whether a batch that is closed is done.</param>
/// <param name="cancel">Cancels what was added to a batch after it was cancelled.</param>
/// <param name="rate">How fast jobs come.</param>
/// <param name="audit">Who did it.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New ids.</param>
public sealed class BatchUpload(
    JobService jobs, JobCreation creation, BatchTable batches, BatchEnds ends, BatchCancel cancel, SubmitRate rate, AuditTrail audit, TimeProvider time,
    Randomness random)
{
    /// <summary>
    /// Adds a job, or finds the one that its key stands for. One that is refused harms no other. A duplicate of a unique job becomes no
    /// member: the batch does not wait for somebody else's job.
    /// </summary>
    /// <param name="intake">From <see cref="BatchOpening"/>.</param>
    /// <param name="submission">The job, with the key that the intake gave it.</param>
    /// <param name="caller">Whose job it becomes.</param>
    /// <param name="cancellationToken">Stops before the bell is put.</param>
    /// <exception cref="InvalidRequestException">It is not valid, or the batch is complete without it.</exception>
    /// <exception cref="ForbiddenException">Its program is not the caller's.</exception>
    /// <exception cref="IdempotencyKeyReusedException">Something else stood in its place before.</exception>
    public async Task<SubmitOutcome> AddAsync(BatchIntake intake, JobSubmission submission, Caller caller, CancellationToken cancellationToken)
    {
        if (submission.Idempotency is { } key && intake.Members.TryGetValue(key.Key, out var member))
        {
            return member.Idempotency!.Body == key.Body
                ? new SubmitOutcome(member.Id, member.Status, SubmitKind.Replayed)
                : throw new IdempotencyKeyReusedException();
        }

        rate.Charge(caller);
        submission = jobs.Checked(submission, caller);
        var batch = intake.Batch;
        if (!batch.IsOpen)
        {
            throw new InvalidRequestException(
                "Idempotency-Key", "The batch is complete without this job: it was refused or a duplicate, or has been deleted since");
        }

        var unique = JobService.UniqueKeyOf(submission, caller.UserId);
        var id = unique is null ? JobId.New(time.GetUtcNow(), batch.Id.Shard, random.NewGuid()) : jobs.NewId(unique);
        if (id.Shard != batch.Id.Shard)
            await intake.SpreadAsync(() => batches.ChangeAsync(batch.Id, there => there with { IsSpread = true }, cancellationToken));
        var followers = batch.CompletionJob is null ? Followers.None : Followers.Batch;
        return await creation.AcceptAsync(
            id, submission, unique, hasInputs: false, caller, cancellationToken,
            job => job with { Batch = batch.Id, Followers = job.Followers | followers });
    }

    /// <summary>Closes a batch: no more jobs come. One that is closed stays as it is.</summary>
    public async Task<Batch> CloseAsync(BatchIntake intake, int accepted, int refused, Caller caller, CancellationToken cancellationToken)
    {
        var batch = intake.Batch;
        var closed = await batches.ChangeAsync(
            batch.Id, there => there.IsOpen ? there with { IsOpen = false, Accepted = accepted, Refused = refused } : there, cancellationToken) ?? batch;
        if (closed.IsCancelled)
            await cancel.CancelAsync(batch.Id.ToString(), caller, cancellationToken);
        else
            await ends.LookAsync(closed, cancellationToken);
        if (batch.IsOpen)
            audit.Note(caller, AuditActions.SubmitBatch, batch.Id.ToString(), batch.Owner, $"{accepted} jobs");
        return closed;
    }
}
