using System.Globalization;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Why a job is not running, in a word and in a sentence.</summary>
/// <param name="Job">The job as it is.</param>
/// <param name="Reason">One of <see cref="ExplanationReasons"/>.</param>
/// <param name="Sentence">The same for people, and what could be done.</param>
/// <param name="StartsAt">When it may start, if that is known.</param>
/// <param name="Limit">Which limit it waits for: <c>global</c> or <c>per_user</c>.</param>
/// <param name="LimitValue">How many jobs that limit lets run.</param>
/// <param name="Running">How many run under it now.</param>
/// <param name="Place">Its place among its user's waiting jobs, from 1; null when it does not wait in line, or beyond 1,000.</param>
public sealed record Explanation(
    Job Job, string Reason, string Sentence, DateTimeOffset? StartsAt = null, string? Limit = null, int? LimitValue = null, int? Running = null,
    int? Place = null);

/// <summary>The words of <see cref="Explanation.Reason"/>.</summary>
public static class ExplanationReasons
{
#pragma warning disable CS1591 // The words say it.
    public const string Running = "running";
    public const string Ended = "ended";
    public const string Scheduled = "scheduled";
    public const string WaitingForRate = "waiting_for_rate";
    public const string BackingOff = "backing_off";
    public const string WaitingForJobs = "waiting_for_jobs";
    public const string ProcessorStopped = "processor_stopped";
    public const string WaitingForSlot = "waiting_for_slot";
    public const string Starting = "starting";
#pragma warning restore CS1591
}

/// <summary>Says why a job is not running.</summary>
/// <param name="jobs">Finds it, if the caller may see it.</param>
/// <param name="controls">The limits in force, and whether jobs may start.</param>
/// <param name="slots">Who holds slots and who waits.</param>
/// <param name="time">What time it is.</param>
public sealed class JobExplainer(JobService jobs, Controls controls, SlotTable slots, TimeProvider time)
{
    private const int FarthestPlace = 1_000;

    /// <summary>Explains a job.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<Explanation> ExplainAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var job = await jobs.GetAsync(id, caller, cancellationToken);
        if (job.Status == JobStatus.Running)
            return new Explanation(job, ExplanationReasons.Running, $"It is running, in attempt {job.Attempt}, on {job.LockedBy}.", job.StartedAt);
        if (job.Status.IsFinal())
            return new Explanation(job, ExplanationReasons.Ended, $"It is {job.Status.ToWord()}; retry or restart it to run it again.");
        if (job.IsWaiting)
            return WaitsForJobs(job);
        if (job.DueAt > time.GetUtcNow())
            return job.ReservedStart is { } start ? await HeldBackAsync(job, start, cancellationToken) : NotDue(job);

        var limits = await controls.LimitsAsync(cancellationToken);
        if (!await controls.ProcessorRunsAsync(cancellationToken))
        {
            return new Explanation(
                job, ExplanationReasons.ProcessorStopped, "The processor is stopped: an admin starts it with POST job-queue/start-processor.");
        }

        var waiting = WaitingJob.Of(job);
        if (limits.Any && await slots.FindWaitingAsync(waiting, cancellationToken) is not null)
            return await InLineAsync(job, waiting, limits, cancellationToken);
        return new Explanation(
            job, ExplanationReasons.Starting, $"It may start: it waits in the lane {Lanes.Of(job.Priority)} until an instance takes it.", job.DueAt);
    }

    private static Explanation WaitsForJobs(Job job)
    {
        const int named = 5;
        if (job.WaitingFor is [var batch] && !job.DependsOn.Contains(batch))
            return new Explanation(job, ExplanationReasons.WaitingForJobs, $"It waits until every job of the batch {batch} has ended.");
        var names = string.Join(", ", job.WaitingFor.Take(named)) + (job.WaitingCount > named ? ", …" : "");
        return new Explanation(
            job, ExplanationReasons.WaitingForJobs, $"It waits for the end of {job.WaitingCount} of the jobs that it depends on: {names}.");
    }

    private async Task<Explanation> HeldBackAsync(Job job, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var rules = (await controls.RatesAsync(cancellationToken)).Of(job);
        var why = rules.Count > 0 ? string.Join(" and ", rules.Select(rule => rule.Sentence)) : "a rate that has been lifted since";
        return new Explanation(
            job,
            ExplanationReasons.WaitingForRate,
            string.Create(CultureInfo.InvariantCulture, $"It starts at {start:u}, the time that is reserved for it under a rate: {why}."),
            start);
    }

    // A job that waited for others is pending when they have ended, also when its own time is still to come.
    private static Explanation NotDue(Job job) => job.Status == JobStatus.Scheduled || job.DueAt == job.ScheduledAt
        ? new Explanation(job, ExplanationReasons.Scheduled, string.Create(CultureInfo.InvariantCulture, $"It is scheduled for {job.DueAt:u}."), job.DueAt)
        : new Explanation(
            job,
            ExplanationReasons.BackingOff,
            string.Create(CultureInfo.InvariantCulture, $"Attempt {job.Attempt} did not succeed; the next one starts after {job.DueAt:u}."),
            job.DueAt);

    private async Task<Explanation> InLineAsync(Job job, WaitingJob waiting, SlotLimits limits, CancellationToken cancellationToken)
    {
        var gate = (await slots.ReadGateAsync(cancellationToken)).Gate;
        var user = await slots.ReadUserAsync(job.Owner, [], verify: false, cancellationToken);
        var before = await slots.CountBeforeAsync(waiting, FarthestPlace, cancellationToken);
        int? place = before < FarthestPlace ? before + 1 : null;
        var inLine = place is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"number {known} of its user's waiting jobs")
            : "beyond 1,000 in its user's line";
        return limits.HasRoomForUser(user.Running)
            ? new Explanation(
                job,
                ExplanationReasons.WaitingForSlot,
                $"It waits for a slot: {gate.Running} jobs run, and {limits.Global} may. It is {inLine}.",
                null, "global", limits.Global, gate.Running, place)
            : new Explanation(
                job,
                ExplanationReasons.WaitingForSlot,
                $"It waits for a slot: {user.Running} jobs of its user run, and {limits.PerUser} may. It is {inLine}.",
                null, "per_user", limits.PerUser, user.Running, place);
    }
}
