using JobFunctions.Core.Audit;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Telemetry;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>
/// Makes jobs of submissions that have been checked, and stores them, each once: under its keys there is one job, however many submits
/// come at the same time.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="keys">Which of them hold keys.</param>
/// <param name="parents">The jobs that others depend on.</param>
/// <param name="webhooks">Who is told of them.</param>
/// <param name="admission">Lets them start.</param>
/// <param name="files">Large configs.</param>
/// <param name="seal">Seals their secrets.</param>
/// <param name="audit">Who submitted them.</param>
/// <param name="metrics">How long that takes.</param>
/// <param name="options">Defaults of a job.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
public sealed class JobCreation(
    IJobStore store, JobKeys keys, SubmittedParents parents, SubmittedWebhooks webhooks, Admission admission, JobFiles files, SecretSeal seal, AuditTrail audit,
    JobMetrics metrics, IOptions<JobOptions> options, TimeProvider time, Randomness random)
{
    /// <summary>A larger config lies in a blob: a property of a row holds 32,768 characters.</summary>
    internal const int LargestConfigInRow = 30_000;

    /// <summary>Stores a job, after its bell; or finds the one that one of its keys stands for.</summary>
    /// <param name="id">Its id, in the shard of its keys.</param>
    /// <param name="submission">From <see cref="JobService.Checked"/>.</param>
    /// <param name="unique">Its unique key, if it has one.</param>
    /// <param name="hasInputs">Whether inputs have been stored under the id.</param>
    /// <param name="caller">Whose job it becomes.</param>
    /// <param name="cancellationToken">Stops before the bell is put.</param>
    /// <param name="dress">Makes the job a part of something larger before it is stored.</param>
    /// <exception cref="InvalidRequestException">It depends on a job that is not there, or not for this caller.</exception>
    /// <exception cref="IdempotencyKeyReusedException">Something else was sent under its idempotency key before.</exception>
    /// <exception cref="JobConflictException">There is a job of this id.</exception>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    internal async Task<SubmitOutcome> AcceptAsync(
        JobId id, JobSubmission submission, string? unique, bool hasInputs, Caller caller, CancellationToken cancellationToken,
        Func<Job, Job>? dress = null)
    {
        var config = submission.Config.GetRawText();
        var inBlob = config.Length > LargestConfigInRow;
        using var span = JobTracing.StartSubmit(id, submission.Type!, submission.Priority);
        var job = Make(id, submission, caller.UserId) with
        {
            TraceParent = JobTracing.Current,
            Config = inBlob ? null : config,
            ConfigInBlob = inBlob,
            HasFiles = inBlob || hasInputs,
            UniqueKey = unique,
            Idempotency = submission.Idempotency,
        };

        // What was submitted before is answered as before, also when its parents have been deleted since.
        if (submission.DependsOn.Count > 0 && await FindTakenAsync(job, cancellationToken) is { } known)
        {
            if (hasInputs)
                await files.RemoveAllAsync(id, CancellationToken.None);
            return known;
        }

        var dependsOn = await parents.FindAsync(submission, caller, cancellationToken);
        if (inBlob)
            await files.WriteConfigAsync(id, config, cancellationToken);
        job = await webhooks.AddAsync(job, submission, cancellationToken);
        if (dependsOn.Count > 0)
            job = await parents.WaitAsync(job with { Status = JobStatus.Pending }, dependsOn, cancellationToken);
        try
        {
            var outcome = await CreateAsync(dress is null ? job : dress(job), caller, cancellationToken);
            if (outcome.Id != id)
                await LeaveNothingAsync(job, dependsOn);
            return outcome;
        }
        catch (IdempotencyKeyReusedException)
        {
            await LeaveNothingAsync(job, dependsOn);
            throw;
        }
    }

    // There is no job of this id and will be none: what was stored for it is nobody's.
    private async Task LeaveNothingAsync(Job job, IReadOnlyList<Job> dependsOn)
    {
        await parents.ForgetAsync(job.Id, dependsOn);
        if (job.HasFiles)
            await files.RemoveAllAsync(job.Id, CancellationToken.None);
    }

    /// <summary>Records a job that can't be accepted as failed, where its owner looks; once, however often it is called.</summary>
    internal async Task RecordFailedAsync(JobId id, JobSubmission submission, string owner, JobError error)
    {
        var job = Make(id, submission, owner) with
        {
            Config = submission.Config.GetRawText(),
            ScheduledAt = null,
            Status = JobStatus.Failed,
            EndedAt = time.GetUtcNow(),
            Error = error,
        };
        try
        {
            await store.CreateAsync(job);
        }
        catch (JobConflictException)
        {
            // It is recorded already.
        }
    }

    private Job Make(JobId id, JobSubmission submission, string owner)
    {
        var now = time.GetUtcNow();
        var later = submission.ScheduledAt > now;
        return new Job
        {
            Id = id,
            Type = submission.Type!,
            Name = submission.Name.Trim(),
            Owner = owner,
            Program = submission.Program,
            Priority = submission.Priority,
            Tags = submission.Tags,
            RateKey = submission.RateKey,
            Secrets = submission.Secrets.Count > 0 ? seal.Seal(id, submission.Secrets) : null,
            MaxRetries = submission.MaxRetries ?? options.Value.MaxRetries,
            Timeout = submission.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            CreatedAt = now,
            ScheduledAt = later ? submission.ScheduledAt : null,
            Status = later ? JobStatus.Scheduled : JobStatus.Pending,
            DueAt = later ? submission.ScheduledAt!.Value : now,
            Generation = Generation.First(random),
            OnParentFailure = submission.OnParentFailure,
        };
    }

    private async Task<SubmitOutcome> CreateAsync(Job job, Caller caller, CancellationToken cancellationToken)
    {
        // Our own pump may get the bell before the rows are written.
        using var coming = store.Announce(job.Id);

        // Duplicates are what a unique job expects: looked for before anything is put. An idempotency key is new nearly always.
        if (job.UniqueKey is not null && await FindTakenAsync(job, cancellationToken) is { } known)
            return known;
        while (true)
        {
            var began = time.GetTimestamp();
            try
            {
                if (!job.Status.IsFinal())
                    await admission.LetStartAsync(job, cancellationToken, isNew: true);
                await store.CreateAsync(job);
                metrics.Submitted(job.Priority, time.GetElapsedTime(began), null);
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
            catch (Exception failure)
            {
                metrics.Submitted(job.Priority, time.GetElapsedTime(began), failure);
                throw;
            }
        }
    }

    private async Task<SubmitOutcome?> FindTakenAsync(Job job, CancellationToken cancellationToken)
    {
        if (await keys.FindAcceptedAsync(job, cancellationToken) is { } accepted)
            return Replayed(job, accepted);
        if (await keys.FindActiveAsync(job, cancellationToken) is not { } active)
            return null;

        // The same submit, sent at the same time, may have stored its job since the first look.
        return job.Idempotency is { } sent && active.Idempotency is { } there && sent.Key == there.Key
            ? Replayed(job, new AcceptedSubmit(active.Id, active.Status, there.Body))
            : new SubmitOutcome(active.Id, active.Status, SubmitKind.Duplicate);
    }

    private static SubmitOutcome Replayed(Job job, AcceptedSubmit accepted) => accepted.Body == job.Idempotency!.Body
        ? new SubmitOutcome(accepted.Job, accepted.Status, SubmitKind.Replayed)
        : throw new IdempotencyKeyReusedException();
}
