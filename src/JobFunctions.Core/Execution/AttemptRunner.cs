using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>Runs a claimed job: calls its handler and writes how it ended.</summary>
public sealed class AttemptRunner(
    IJobStore store, Admission admission, JobFiles files, OwnerFiles ownerFiles, JobLogs logs, JobHandlers handlers, SecretSeal seals, RunningJobs running,
    JobMetrics metrics, IOptions<JobOptions> options, HostLimits limits, TimeProvider time, Randomness random, ILogger<AttemptRunner> log)
{
    private const int MaxResult = 30_000;

    /// <summary>With the default backoff about eight hours of trouble.</summary>
    private const int UnchargedAttempts = 100;

    /// <summary>What another side asks for is honoured up to here: it must not park a job for ever.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private readonly RetryPolicy _retry = new(options.Value.RetryBase, options.Value.RetryCap);

    /// <summary>Makes the attempt of a job that this process has just claimed, and counts it as running.</summary>
    internal Attempt Begin(Job claimed, Slot? slot)
    {
        var attempt = new Attempt(claimed, slot, store, admission, options.Value, time, random, log)
        {
            HandlerLog = new AttemptLog(claimed, logs, time, log),
        };
        running.Add(attempt);
        return attempt;
    }

    /// <param name="attempt">What <see cref="Begin"/> made.</param>
    /// <param name="stopping">The host wants the function to end: at shutdown, or when it has run for too long. Never a user's cancel.</param>
    internal async Task RunAsync(Attempt attempt, CancellationToken stopping)
    {
        var job = attempt.Job;
        Log.AttemptStarted(log, job.Id, job.Type, job.Attempt);
        using var span = JobTracing.StartAttempt(job);
        metrics.Started(job);
        var began = time.GetTimestamp();
        Job? ended = null;
        try
        {
            await using (attempt)
            {
                var end = await ExecuteAsync(attempt, stopping);
                await attempt.HandlerLog.EndAsync();
                if (!attempt.Lost.IsCancellationRequested && await attempt.EndAsync(end))
                {
                    ended = attempt.Job;
                    Log.AttemptEnded(log, job.Id, job.Type, job.Attempt, ended.Status.ToWord());
                }
                else
                    Log.AttemptLost(log, job.Id, job.Attempt);
            }
        }
        finally
        {
            running.Remove(attempt);
            JobTracing.EndAttempt(span, ended);
            metrics.Processed(job, time.GetElapsedTime(began), ended);
            if (attempt.Slot is { } slot)
                await admission.ReleaseAsync(slot);
        }
    }

    private async Task<Func<Job, Job>> ExecuteAsync(Attempt attempt, CancellationToken stopping)
    {
        var job = attempt.Job;

        // Without a timeout of its own a job would be handed back at the host's, uncharged, time after time.
        var longest = job.Timeout is { } asked && asked < limits.LongestAttempt ? asked : limits.LongestAttempt;
        using var timeout = new CancellationTokenSource(longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, attempt.Lost, attempt.LeaseOver, timeout.Token);
        try
        {
            if (!handlers.TryFind(job.Type, out var handler))
                throw new PermanentJobException($"There is no job type '{job.Type}' here. The types are: {string.Join(", ", handlers.Types)}");
            var secrets = job.Secrets is { } seal ? seals.Open(job.Id, seal) : FrozenDictionary<string, string>.Empty;
            attempt.Redactor = Redactor.Of(secrets.Values);
            using var config = JsonDocument.Parse(job.Config ?? await files.ReadConfigAsync(job.Id, stop.Token));
            var context = new AttemptContext(attempt, store, files, ownerFiles, secrets);
            var whole = SecretConfig.Join(config.RootElement, handler.SecretMembers, secrets);
            var returned = await handler.RunAsync(whole, context, stop.Token);
            var result = returned is { } left ? attempt.Redactor.Redact(left).GetRawText() : null;
            if (result?.Length > MaxResult)
                throw new PermanentJobException($"The result has {result.Length} characters, {MaxResult} are allowed; write a result file instead");
            if (!JobRow.CanHold(context.Results))
                throw new PermanentJobException("The result files are too many, or their names too long; put them into a zip");
            return Completed(attempt, result, context.Results);
        }
        catch (Exception) when (attempt.Lost.IsCancellationRequested)
        {
            return unchanged => unchanged;
        }
        catch (Exception exception)
        {
            var stopped = attempt.LeaseOver.IsCancellationRequested ? "The instance could not renew its lease"
                : stopping.IsCancellationRequested ? "The host ended the attempt"
                : null;
            return Ended(job, exception, attempt.Redactor, timeout.IsCancellationRequested ? longest : null, stopped);
        }
        finally
        {
            attempt.HandlerReturned();
        }
    }

    private Func<Job, Job> Completed(Attempt attempt, string? result, IReadOnlyList<ResultFile> results)
    {
        var now = time.GetUtcNow();
        return job => job.Complete(result, results, now, attempt.HandlerLog.IsWanted);
    }

    /// <summary>How an attempt ends that did not succeed.</summary>
    private Func<Job, Job> Ended(Job job, Exception exception, Redactor redactor, TimeSpan? timedOut, string? stopped)
    {
        var now = time.GetUtcNow();
        var generation = job.Generation.Next(random);

        // A stop of the host or the end of its lease is nobody's failure: the attempt is not charged.
        if (stopped is not null && timedOut is null && exception is OperationCanceledException)
            return running => running.HandBack(generation, now, stopped);

        Log.AttemptFailed(log, job.Id, job.Type, job.Attempt, redactor.Redact(exception));

        // Neither is storage's own trouble, but not for ever: what looks like it may be the handler's.
        if (StorageTrouble.Is(exception) && job.Attempt <= UnchargedAttempts)
        {
            var pause = _retry.Delay(job.Attempt, random.NextDouble());
            return running => running.HandBack(
                generation, now, string.Create(CultureInfo.InvariantCulture, $"Storage was in trouble; the next attempt in {pause.TotalSeconds:0.###} s"), pause);
        }

        var error = timedOut is { } limit && exception is OperationCanceledException
            ? new JobError("JobTimeout", $"The attempt took longer than its timeout of {limit.TotalSeconds:0} s", null)
            : JobError.Of(exception, redactor.Redact);
        var backoff = _retry.Delay(job.RetryCount + 1, random.NextDouble());
        if (exception is TransientJobException { RetryAfter: { } asked } && asked > backoff)
            backoff = asked < LongestRetryAfter ? asked : LongestRetryAfter;
        return running => running.Fail(error, exception is PermanentJobException, backoff, generation, now);
    }
}
