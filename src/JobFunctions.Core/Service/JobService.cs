using System.Text.Json;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Security;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>What callers can do with jobs. Every route of the API goes through here, so rights and rules hold for all of them.</summary>
/// <param name="store">The jobs.</param>
/// <param name="creation">Stores new ones.</param>
/// <param name="admission">Lets them start.</param>
/// <param name="files">Their files.</param>
/// <param name="holder">Tells the attempts of jobs that are cancelled.</param>
/// <param name="rules">What may be submitted.</param>
/// <param name="parents">The jobs that others depend on.</param>
/// <param name="seal">Seals their secrets.</param>
/// <param name="rate">How fast they come.</param>
/// <param name="audit">Who did what.</param>
/// <param name="requests">What a request may ask for.</param>
/// <param name="options">Defaults of a job.</param>
/// <param name="storeOptions">The number of shards.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New ids and generations.</param>
public sealed class JobService(
    IJobStore store, JobCreation creation, Admission admission, JobFiles files, HolderSignal holder, SubmissionRules rules, SubmittedParents parents, SecretSeal seal,
    SubmitRate rate, AuditTrail audit, IOptions<RequestOptions> requests,
    IOptions<JobOptions> options, IOptions<StoreOptions> storeOptions, TimeProvider time, Randomness random)
{
    /// <summary>A larger config lies in a blob: a property of a row holds 32,768 characters.</summary>
    internal const int LargestConfigInRow = 30_000;

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
        submission = rules.Separate(submission);
        if (rules.Check(submission) is { Count: > 0 } errors)
            throw new InvalidRequestException(errors);
        if (submission.Program is { } program && !caller.IsAdmin && !caller.Programs.Contains(program))
            throw new ForbiddenException($"Access denied to program {program}");
        var dependsOn = await parents.FindAsync(submission, caller, cancellationToken);

        var unique = submission.UniqueFor is null ? null : JobKey.OfUnique(caller.UserId, rules.TypeOf(submission), submission.Config);
        if (unique is not null && hasInputs)
            throw new InvalidRequestException("unique_for", "can't be used with files sent along: store them with PUT files/{name} first");

        // Both keys have to be guarded by one shard. The unique key says which, so the other one is looked for among submits of that.
        var idempotency = unique is null || submission.Idempotency is not { } given ? submission.Idempotency
            : given with { Key = JobKey.Of(given.Key, unique) };
        if (!hasInputs && (unique ?? idempotency?.Key) is { } guarded)
            id = NewId(guarded);

        var config = submission.Config.GetRawText();
        var inBlob = config.Length > LargestConfigInRow;
        if (inBlob)
            await files.WriteConfigAsync(id, config, cancellationToken);

        var now = time.GetUtcNow();
        var later = submission.ScheduledAt > now;
        var job = new Job
        {
            Id = id,
            Type = rules.TypeOf(submission),
            Name = submission.Name.Trim(),
            Owner = caller.UserId,
            Program = submission.Program,
            Priority = submission.Priority,
            Tags = submission.Tags,
            Config = inBlob ? null : config,
            ConfigInBlob = inBlob,
            Secrets = submission.Secrets.Count > 0 ? seal.Seal(id, submission.Secrets) : null,
            HasFiles = inBlob || hasInputs,
            UniqueKey = unique,
            Idempotency = idempotency,
            MaxRetries = submission.MaxRetries ?? options.Value.MaxRetries,
            Timeout = submission.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            CreatedAt = now,
            ScheduledAt = later ? submission.ScheduledAt : null,
            Status = later && dependsOn.Count == 0 ? JobStatus.Scheduled : JobStatus.Pending,
            DueAt = later ? submission.ScheduledAt!.Value : now,
            Generation = Generation.First(random),
            OnParentFailure = submission.OnParentFailure,
        };
        job = await parents.WaitAsync(job, dependsOn, cancellationToken);
        var outcome = await creation.CreateAsync(job, caller, cancellationToken);
        if (job.HasFiles && outcome.Kind != SubmitKind.New)
            await files.TryRemoveAllAsync(id);
        return outcome;
    }

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
        if (query.Limit > requests.Value.MaxPage)
            throw new InvalidRequestException("limit", $"must be a whole number between 1 and {requests.Value.MaxPage}");
        if (!caller.IsAdmin)
        {
            if (query.Owner is not null && query.Owner != caller.UserId)
                throw new ForbiddenException("Access denied to another user's jobs");
            if (query.Program is { } program && !caller.Programs.Contains(program))
                throw new ForbiddenException($"Access denied to program {program}");
            if (query.Program is null)
                query = query with { Owner = caller.UserId };
        }

        var page = await store.ListAsync(query, cancellationToken);
        return page with { Jobs = await Task.WhenAll(page.Jobs.Select(job => WithProgressAsync(job, cancellationToken))) };
    }

    /// <summary>Cancels a job that is not in a final status. A running one is recorded as cancelled at once; its handler is told.</summary>
    /// <exception cref="JobStateException">It is in a final status.</exception>
    public async Task<Job> CancelAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var (before, after) = await ChangeAsync(
            id,
            caller,
            job => job.Status.IsFinal()
                ? throw new JobStateException($"Cannot cancel job that is already {job.Status.ToWord()}", job)
                : job.Cancel(time.GetUtcNow()),
            cancellationToken);
        if (before.Status == JobStatus.Running)
            await holder.TellAsync(before);
        else
            await admission.LeaveAsync(before);
        await audit.RecordAsync(caller, AuditActions.Cancel, after.Id.ToString(), after.Owner, $"was {before.Status.ToWord()}");
        return after;
    }

    /// <summary>Deletes a job in a final status with its files.</summary>
    /// <exception cref="JobStateException">It is not in a final status.</exception>
    public async Task<RemovedFiles> DeleteAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await GetAsync(id, caller, cancellationToken);
            if (!job.Status.IsFinal())
                throw new JobStateException($"Cannot delete job that is {job.Status.ToWord()}; cancel it first", job);
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

    /// <summary>Reads, decides and commits until nobody else is faster.</summary>
    private async Task<(Job Before, Job After)> ChangeAsync(
        string id, Caller caller, Func<Job, Job> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await GetAsync(id, caller, cancellationToken);
            try
            {
                return (before, await store.UpdateAsync(before, change(before)));
            }
            catch (JobConflictException)
            {
                // Read and decide anew.
            }
        }
    }

    // Progress lives on the job row alone, so a list reads the rows of its running jobs.
    private async Task<Job> WithProgressAsync(Job job, CancellationToken cancellationToken) =>
        job.Status == JobStatus.Running ? await store.FindAsync(job.Id, cancellationToken) ?? job : job;
}
