using System.Collections.Frozen;
using System.Text.Json;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Starts one job anew that failed or was cancelled.</summary>
/// <param name="jobs">Finds it, if the caller may see it.</param>
/// <param name="requeue">Starts it.</param>
/// <param name="rules">Looks at a new config.</param>
/// <param name="seal">Its secrets.</param>
/// <param name="audit">Who did it.</param>
public sealed class JobRestart(JobService jobs, JobRequeue requeue, SubmissionRules rules, SecretSeal seal, AuditTrail audit)
{
    /// <summary>Restarts a job, with a new config if there is one.</summary>
    /// <exception cref="NotFoundException">There is no such job.</exception>
    /// <exception cref="ForbiddenException">It is another user's; or there is a new config, and the job is only of the caller's program.</exception>
    /// <exception cref="JobStateException">It neither failed nor was cancelled.</exception>
    /// <exception cref="InvalidRequestException">Its type refuses the new config, or it is unique.</exception>
    /// <exception cref="KeyTakenException">It is unique, and another one like it is pending or running.</exception>
    public async Task<Job> RestartAsync(string id, JsonElement? config, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await jobs.GetAsync(id, caller, cancellationToken);

            // A job reads its owner's files: by a config of one's own one would read them, too.
            if (config is not null && !caller.IsAdmin && job.Owner != caller.UserId)
                throw new ForbiddenException("Only its owner may give this job a new config");
            if (job.Status is not (JobStatus.Failed or JobStatus.Cancelled))
                throw new JobStateException($"Cannot restart job that is {job.Status.ToWord()}", job);
            try
            {
                var after = await requeue.RequeueAsync(job, Checked(config, job), cancellationToken);
                await audit.RecordAsync(
                    caller, AuditActions.Restart, job.Id.ToString(), job.Owner, $"was {job.Status.ToWord()}{(config is null ? "" : "; with a new config")}");
                return after;
            }
            catch (JobConflictException)
            {
                // Somebody was faster: look again.
            }
        }
    }

    private Func<Job, Job>? Checked(JsonElement? config, Job job)
    {
        if (config is not { } given)
            return null;

        // Another config has another key, which another shard guards.
        if (job.UniqueKey is not null)
            throw new InvalidRequestException("config", "A unique job keeps its config; submit a new job");
        var submission = rules.Separate(new JobSubmission
        {
            Name = job.Name,
            Type = job.Type,
            Config = given,
            DependsOn = [.. job.DependsOn.Select(parent => parent.ToString())],
        });

        // What the new config does not say anew stays secret as it was.
        if (job.Secrets is { } old)
        {
            var kept = Open(job, old).Where(secret => !submission.Secrets.ContainsKey(secret.Key));
            submission = submission with { Secrets = submission.Secrets.Concat(kept).ToFrozenDictionary() };
        }

        if (rules.Check(submission) is { Count: > 0 } errors)
            throw new InvalidRequestException(errors);

        // A larger one would lie in a blob under the job's name, in the place of the old one before the change is certain.
        var text = submission.Config.GetRawText();
        if (text.Length > JobCreation.LargestConfigInRow)
            throw new InvalidRequestException("config", $"may have {JobCreation.LargestConfigInRow} characters in a restart; submit a new job for more");
        var secrets = submission.Secrets.Count > 0 ? seal.Seal(job.Id, submission.Secrets) : null;
        return requeued => requeued with { Config = text, ConfigInBlob = false, Secrets = secrets };
    }

    private IReadOnlyDictionary<string, string> Open(Job job, string old)
    {
        try
        {
            return seal.Open(job.Id, old);
        }
        catch (PermanentJobException closed)
        {
            throw new InvalidRequestException("config", $"{closed.Message}; restart the job without a new config, or submit a new one");
        }
    }
}
