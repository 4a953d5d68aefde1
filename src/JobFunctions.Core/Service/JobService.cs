using System.Text.Json;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Security;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>What callers can do with a job, and with lists of them, by the rules of a submit and the rights that every route shares.</summary>
/// <param name="store">The jobs.</param>
/// <param name="creation">Stores new ones.</param>
/// <param name="files">Their files.</param>
/// <param name="cancellation">Cancels them.</param>
/// <param name="rules">What may be submitted.</param>
/// <param name="webhooks">Who may be told of them.</param>
/// <param name="rate">How fast they come.</param>
/// <param name="audit">Who did what.</param>
/// <param name="storeOptions">The number of shards.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New ids and generations.</param>
public sealed class JobService(
    IJobStore store, JobCreation creation, JobFiles files, JobCancellation cancellation, SubmissionRules rules, SubmittedWebhooks webhooks, SubmitRate rate,
    AuditTrail audit, IOptions<StoreOptions> storeOptions, TimeProvider time, Randomness random)
{
    /// <summary>The id of a job that is about to be submitted, under which its inputs are stored first.</summary>
    /// <param name="key">The key that is to be guarded together with the job, if any.</param>
    public JobId NewId(string? key = null)
    {
        var shards = storeOptions.Value.Shards;
        return JobId.New(time.GetUtcNow(), key is null ? random.Next(shards) : JobKey.Shard(key, shards), random.NewGuid());
    }

    /// <summary>Accepts a job: its bell is put first, then its rows are committed. Nothing is stored when it is not valid.</summary>
    /// <param name="id">From <see cref="NewId"/>. Without inputs under it a job that has a key gets another one, in the shard of its key.</param>
    /// <param name="submission">What shall be done.</param>
    /// <param name="hasInputs">Whether inputs have been stored under the id.</param>
    /// <param name="caller">Whose job it becomes.</param>
    /// <param name="cancellationToken">Stops before the bell is put.</param>
    /// <exception cref="InvalidRequestException">The submission is not valid.</exception>
    /// <exception cref="ForbiddenException">The program is not the caller's.</exception>
    /// <exception cref="TooManyRequestsException">The caller submits too fast.</exception>
    /// <exception cref="IdempotencyKeyReusedException">Something else was sent under its idempotency key before.</exception>
    /// <exception cref="StorageUnavailableException">Storage does not answer; the caller may try again.</exception>
    public async Task<SubmitOutcome> SubmitAsync(
        JobId id, JobSubmission submission, bool hasInputs, Caller caller, CancellationToken cancellationToken)
    {
        rate.Take(caller);
        submission = Checked(submission, caller);
        var unique = UniqueKeyOf(submission, caller.UserId);
        if (unique is not null && hasInputs)
            throw new InvalidRequestException("unique_for", "can't be used with files sent along: store them with PUT files/{name} first");

        // Both keys have to be guarded by one shard. The unique key says which, so the other one is looked for among submits of that.
        if (unique is not null && submission.Idempotency is { } idempotency)
            submission = submission with { Idempotency = idempotency with { Key = JobKey.Of(idempotency.Key, unique) } };
        if (!hasInputs && (unique ?? submission.Idempotency?.Key) is { } guarded)
            id = NewId(guarded);
        return await creation.AcceptAsync(id, submission, unique, hasInputs, caller, cancellationToken);
    }

    /// <summary>A submission that may be accepted, with its type named and its secrets apart from its config.</summary>
    /// <exception cref="InvalidRequestException">It is not valid.</exception>
    /// <exception cref="ForbiddenException">The program is not the caller's.</exception>
    internal JobSubmission Checked(JobSubmission submission, Caller caller)
    {
        submission = rules.Separate(submission);
        if (rules.Check(submission).Concat(webhooks.Check(submission)).ToList() is { Count: > 0 } errors)
            throw new InvalidRequestException(errors);
        return submission.Program is not { } program || caller.IsAdmin || caller.Programs.Contains(program)
            ? submission with { Type = rules.TypeOf(submission) }
            : throw new ForbiddenException($"Access denied to program {program}");
    }

    /// <summary>The key that keeps other jobs like this one out; null when there may be others.</summary>
    /// <param name="submission">From <see cref="Checked"/>.</param>
    /// <param name="owner">Whose job it becomes.</param>
    internal static string? UniqueKeyOf(JobSubmission submission, string owner) =>
        submission.UniqueFor is null ? null : JobKey.OfUnique(owner, submission.Type!, submission.Config);

    /// <summary>A job that the caller may see.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<Job> GetAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var job = JobId.TryParse(id, out var parsed) ? await store.FindAsync(parsed, cancellationToken) : null;
        if (job is null)
            throw new NotFoundException($"Job not found: {id}");
        return caller.MayTouch(job) ? job : throw new ForbiddenException("Access denied to this job");
    }

    /// <summary>A page of jobs: the caller's own, or those of one of his programs; an admin's are all.</summary>
    /// <exception cref="ForbiddenException">The query asks for more than the caller may see.</exception>
    public async Task<JobPage> ListAsync(JobQuery query, Caller caller, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(caller.Narrow(query), cancellationToken);
        return page with { Jobs = await Task.WhenAll(page.Jobs.Select(job => store.WithProgressAsync(job, cancellationToken))) };
    }

    /// <summary>Cancels a job that is not in a final status. A running one is recorded as cancelled at once; its handler is told.</summary>
    /// <exception cref="JobStateException">It is in a final status.</exception>
    public async Task<Job> CancelAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await GetAsync(id, caller, cancellationToken);
            if (job.Status.IsFinal())
                throw new JobStateException($"Cannot cancel job that is already {job.Status.ToWord()}", job);
            try
            {
                var after = await cancellation.CancelAsync(job);
                await audit.RecordAsync(caller, AuditActions.Cancel, job.Id.ToString(), job.Owner, $"was {job.Status.ToWord()}");
                return after;
            }
            catch (JobConflictException)
            {
                // Somebody was faster: look again.
            }
        }
    }

    /// <summary>Deletes a job in a final status with its files.</summary>
    /// <exception cref="JobStateException">It is not in a final status, or held.</exception>
    public async Task<RemovedFiles> DeleteAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await GetAsync(id, caller, cancellationToken);
            if (!job.Status.IsFinal())
                throw new JobStateException($"Cannot delete job that is {job.Status.ToWord()}; cancel it first", job);
            if (job.Held)
                throw new JobStateException($"Cannot delete job that is held; release it first: DELETE jobs/{job.Id}/hold", job);
            try
            {
                // The rows first: a job that somebody restarts at this moment must not find its inputs gone.
                await store.DeleteAsync(job);
            }
            catch (JobConflictException)
            {
                continue;
            }

            await audit.RecordAsync(caller, AuditActions.Delete, job.Id.ToString(), job.Owner, $"was {job.Status.ToWord()}");
            return job.MayHaveFiles ? await files.RemoveAllAsync(job.Id, cancellationToken) : default;
        }
    }

    /// <summary>How many jobs there are in each status, of all users.</summary>
    public Task<JobCounts> CountAsync(CancellationToken cancellationToken) => store.CountAsync(cancellationToken);

    /// <summary>A job's config as it was submitted.</summary>
    public async Task<JsonDocument> ConfigAsync(Job job, CancellationToken cancellationToken) =>
        JsonDocument.Parse(job.Config ?? await files.ReadConfigAsync(job.Id, cancellationToken));
}
