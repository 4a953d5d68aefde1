using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Batches;

/// <summary>
/// Opens batches for their uploads. The completion job is stored first, waiting for the batch as a child does for its parent, so nothing has
/// to be submitted when the last member ends. An upload that has come before under the same key finds its batch, and goes on with that.
/// </summary>
/// <param name="jobs">Looks at the completion job.</param>
/// <param name="creation">Stores it.</param>
/// <param name="store">Whether it is there.</param>
/// <param name="batches">The batches.</param>
/// <param name="rate">How fast jobs come.</param>
/// <param name="options">The number of shards.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New ids.</param>
public sealed class BatchOpening(
    JobService jobs, JobCreation creation, IJobStore store, BatchTable batches, SubmitRate rate, IOptions<StoreOptions> options, TimeProvider time,
    Randomness random)
{
    private const int MaxName = 200;

    /// <summary>Opens a batch.</summary>
    /// <param name="name">The caller's name for it, or null.</param>
    /// <param name="onComplete">The job that runs once every member has ended, or null.</param>
    /// <param name="key">Under which name the upload was sent; null when the caller gave none.</param>
    /// <param name="caller">Whose batch it becomes.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <exception cref="InvalidRequestException">Something is not valid; nothing is stored then.</exception>
    /// <exception cref="TooManyRequestsException">The caller submits too fast.</exception>
    /// <exception cref="IdempotencyKeyReusedException">Something else was sent under its key before.</exception>
    public async Task<BatchIntake> OpenAsync(
        string? name, JobSubmission? onComplete, IdempotencyKey? key, Caller caller, CancellationToken cancellationToken)
    {
        rate.Take(caller);
        if (name?.Length is 0 or > MaxName)
            throw new InvalidRequestException("name", $"must have 1 to {MaxName} characters");
        var completion = onComplete is null ? null : Completion(onComplete, caller);
        var now = time.GetUtcNow();
        var id = key is null ? jobs.NewId() : BatchId.Of(key.Key, options.Value.Shards);
        var batch = new Batch
        {
            Id = id,
            Name = name,
            Owner = caller.UserId,
            CreatedAt = now,
            OpenedAt = now,
            Body = key?.Body,
            IsOpen = true,
            CompletionJob = completion is null ? null : JobId.New(now, id.Shard, random.NewGuid()),
        };
        var intake = key is null ? await AddAsync(batch, cancellationToken) : await AddOrResumeAsync(batch, cancellationToken);
        if (completion is not null && intake.Batch.IsOpen)
            await StoreAsync(intake, completion, caller, cancellationToken);
        return intake;
    }

    private async Task<BatchIntake> AddAsync(Batch batch, CancellationToken cancellationToken)
    {
        await batches.AddAsync(batch, cancellationToken);
        return new BatchIntake(batch);
    }

    private async Task<BatchIntake> AddOrResumeAsync(Batch batch, CancellationToken cancellationToken)
    {
        while (!await batches.TryAddAsync(batch, cancellationToken))
        {
            // The change keeps a cleanup from taking a batch that has no members yet for one that has none any more.
            var found = await batches.ChangeAsync(batch.Id, there => Resumed(there, batch), cancellationToken);
            if (found is null)
                continue;
            var members = new Dictionary<string, Job>(StringComparer.Ordinal);
            await foreach (var member in batches.MembersAsync(found, null, cancellationToken))
            {
                if (member.Idempotency is { } key)
                    members[key.Key] = member;
            }

            return new BatchIntake(found, isResumed: true, members);
        }

        return new BatchIntake(batch);
    }

    private static Batch Resumed(Batch there, Batch again)
    {
        if (there.Owner != again.Owner || there.Body != again.Body)
            throw new IdempotencyKeyReusedException();
        return there.IsOpen ? there with { OpenedAt = again.OpenedAt } : there;
    }

    private async Task StoreAsync(BatchIntake intake, JobSubmission completion, Caller caller, CancellationToken cancellationToken)
    {
        var (batch, id) = (intake.Batch, intake.Batch.CompletionJob!.Value);
        if (intake.IsResumed && await store.FindAsync(id, cancellationToken) is not null)
            return;
        try
        {
            await creation.AcceptAsync(id, completion, unique: null, hasInputs: true, caller, cancellationToken, job => job.WaitFor([batch.Id]));
        }
        catch (JobConflictException) when (batch.Body is not null)
        {
            // The same upload, at the same time, has stored it.
        }
    }

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
