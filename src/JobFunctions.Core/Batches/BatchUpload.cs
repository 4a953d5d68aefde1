using JobFunctions.Core.Audit;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Batches;

/// <summary>
/// Takes the jobs of a batch in: it is opened, jobs are added, each on its own, and it is closed. Members run at once; the completion job is
/// stored first, waiting for the batch as a child does for its parent, so nothing has to be submitted when the last member ends.
/// </summary>
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
    private const int MaxName = 200;

    /// <summary>Opens a batch.</summary>
    /// <param name="name">The caller's name for it, or null.</param>
    /// <param name="onComplete">The job that runs once every member has ended, or null.</param>
    /// <param name="caller">Whose batch it becomes.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <exception cref="InvalidRequestException">Something is not valid; nothing is stored then.</exception>
    /// <exception cref="TooManyRequestsException">The caller submits too fast.</exception>
    public async Task<Batch> OpenAsync(string? name, JobSubmission? onComplete, Caller caller, CancellationToken cancellationToken)
    {
        rate.Take(caller);
        if (name?.Length is 0 or > MaxName)
            throw new InvalidRequestException("name", $"must have 1 to {MaxName} characters");
        var submission = onComplete is null ? null : Completion(onComplete, caller);
        var batch = new Batch
        {
            Id = jobs.NewId(),
            Name = name,
            Owner = caller.UserId,
            CreatedAt = time.GetUtcNow(),
            IsOpen = true,
        };
        if (submission is not null)
            batch = batch with { CompletionJob = NewId(batch) };
        await batches.AddAsync(batch, cancellationToken);
        if (submission is not null)
        {
            await creation.AcceptAsync(
                batch.CompletionJob!.Value, submission, unique: null, hasInputs: true, caller, cancellationToken, job => job.WaitFor([batch.Id]));
        }

        return batch;
    }

    /// <summary>Adds a job. One that is refused harms no other.</summary>
    /// <exception cref="InvalidRequestException">It is not valid.</exception>
    /// <exception cref="ForbiddenException">Its program is not the caller's.</exception>
    public Task<SubmitOutcome> AddAsync(Batch batch, JobSubmission submission, Caller caller, CancellationToken cancellationToken)
    {
        rate.Charge(caller);
        if (submission.UniqueFor is not null)
            throw new InvalidRequestException("unique_for", "can't be used in a batch: its jobs lie together, unique ones with those like them");
        var followers = batch.CompletionJob is null ? Followers.None : Followers.Batch;
        return creation.AcceptAsync(
            NewId(batch), jobs.Checked(submission, caller), unique: null, hasInputs: false, caller, cancellationToken,
            job => job with { Batch = batch.Id, Followers = job.Followers | followers });
    }

    /// <summary>Closes a batch: no more jobs come.</summary>
    public async Task<Batch> CloseAsync(Batch batch, int accepted, int refused, Caller caller, CancellationToken cancellationToken)
    {
        var closed = await batches.ChangeAsync(
            batch.Id, open => open with { IsOpen = false, Accepted = accepted, Refused = refused }, cancellationToken) ?? batch;
        if (closed.IsCancelled)
            await cancel.CancelAsync(batch.Id.ToString(), caller, cancellationToken);
        else
            await ends.LookAsync(closed, cancellationToken);
        audit.Note(caller, AuditActions.SubmitBatch, batch.Id.ToString(), batch.Owner, $"{accepted} jobs");
        return closed;
    }

    private JobId NewId(Batch batch) => JobId.New(time.GetUtcNow(), batch.Id.Shard, random.NewGuid());

    private JobSubmission Completion(JobSubmission submission, Caller caller)
    {
        try
        {
            if (submission.UniqueFor is not null || submission.DependsOn.Count > 0)
            {
                throw new InvalidRequestException(
                    submission.UniqueFor is not null ? "unique_for" : "depends_on", "can't be used here: there is one such job for each batch, which waits for that");
            }

            return jobs.Checked(submission, caller);
        }
        catch (InvalidRequestException invalid)
        {
            throw new InvalidRequestException(
                [.. invalid.Errors.Select(error => new FieldError($"on_complete.{error.Field}", error.Message))]);
        }
    }
}
