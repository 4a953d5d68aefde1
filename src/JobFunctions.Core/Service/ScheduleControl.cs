using JobFunctions.Core.Audit;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>What callers can do with schedules: each with his own, an admin with everybody's.</summary>
/// <param name="table">The schedules.</param>
/// <param name="round">Drops what a change leaves behind.</param>
/// <param name="jobs">What may be submitted.</param>
/// <param name="seal">Seals the templates' secrets.</param>
/// <param name="audit">Who did what.</param>
/// <param name="options">How much clocks differ.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New revisions.</param>
public sealed class ScheduleControl(
    ScheduleTable table, ScheduleRound round, JobService jobs, SecretSeal seal, AuditTrail audit, IOptions<JobOptions> options, TimeProvider time,
    Randomness random)
{
    private const string What = "schedules";

    /// <summary>A schedule that the caller may see.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="owner">Whose it is, for admins; the caller's when null.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<Schedule> GetAsync(string name, string? owner, Caller caller, CancellationToken cancellationToken) =>
        await table.FindAsync(caller.OwnerOrSelf(owner, What), ScheduleRules.Checked(name), cancellationToken)
        ?? throw new NotFoundException($"Schedule not found: {name}");

    /// <summary>A page of schedules by name: the caller's own; an admin's are all, or one user's.</summary>
    /// <exception cref="ForbiddenException">They are another user's.</exception>
    public Task<SchedulePage> ListAsync(string? owner, int limit, string? cursor, Caller caller, CancellationToken cancellationToken) =>
        table.ListAsync(caller.IsAdmin ? owner : caller.OwnerOrSelf(owner, What), limit, cursor, cancellationToken);

    /// <summary>Puts a schedule in the place of the one of this name. What that had submitted ahead does not start.</summary>
    /// <exception cref="InvalidRequestException">Something is wrong with it, or with its job.</exception>
    /// <exception cref="ForbiddenException">It would be another user's, or its job a foreign program's.</exception>
    public async Task<Schedule> PutAsync(string name, ScheduleDraft draft, string? owner, Caller caller, CancellationToken cancellationToken)
    {
        owner = caller.OwnerOrSelf(owner, What);
        if (!ScheduleTable.Fits(owner, ScheduleRules.Checked(name)))
            throw new InvalidRequestException("name", "is too long for this user: underscores, and many characters of a user's name, count three times");
        var now = time.GetUtcNow();
        var job = CheckedJob(name, draft, caller, now);
        var template = ScheduleTemplate.Write(job);
        if (template.Length > ScheduleRules.MaxTemplate)
            throw new InvalidRequestException("job", $"may have {ScheduleRules.MaxTemplate} characters at most; put a large config into a file");

        // The shard of a unique job is that of its key.
        var id = jobs.NewId(JobService.UniqueKeyOf(job, owner));
        var after = await ChangeAsync(
            owner,
            name,
            before => new Schedule
            {
                Owner = owner,
                Name = name,
                Cron = draft.Cron,
                TimeZone = draft.TimeZone,
                Misfire = draft.Misfire,
                Paused = draft.Paused,
                Template = template,
                Secrets = job.Secrets.Count > 0 ? seal.Seal(id, job.Secrets) : null,
                SealedFor = id,
                Revision = random.NewToken(),
                Shard = id.Shard,
                CreatedAt = before?.CreatedAt ?? now,
                UpdatedAt = now,
                NextRun = draft.Paused ? null : CronClock.Of(draft.Cron, draft.TimeZone).Next(now),
                LastRun = before?.LastRun,
                LastJob = before?.LastJob,
            },
            cancellationToken);
        await audit.RecordAsync(caller, AuditActions.PutSchedule, name, owner, $"{draft.Cron} {draft.TimeZone}");
        return after!;
    }

    /// <summary>Deletes a schedule. What it had submitted ahead does not start; jobs that have started go on.</summary>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task DeleteAsync(string name, string? owner, Caller caller, CancellationToken cancellationToken)
    {
        owner = caller.OwnerOrSelf(owner, What);
        await ChangeAsync(owner, ScheduleRules.Checked(name), before => Found(before, name, _ => null), cancellationToken);
        await audit.RecordAsync(caller, AuditActions.DeleteSchedule, name, owner);
    }

    /// <summary>Pauses a schedule, or lets it go on: with its next occurrence, those that it has missed meanwhile are not made up for.</summary>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<Schedule> SetPausedAsync(string name, bool paused, string? owner, Caller caller, CancellationToken cancellationToken)
    {
        owner = caller.OwnerOrSelf(owner, What);
        var after = await ChangeAsync(
            owner,
            ScheduleRules.Checked(name),
            before => Found(before, name, schedule => schedule.Paused == paused ? schedule : schedule with
            {
                Paused = paused,
                Revision = random.NewToken(),
                UpdatedAt = time.GetUtcNow(),
                NextRun = paused ? null : CronClock.Of(schedule.Cron, schedule.TimeZone).Next(time.GetUtcNow()),
            }),
            cancellationToken);
        await audit.RecordAsync(caller, paused ? AuditActions.PauseSchedule : AuditActions.ResumeSchedule, name, owner);
        return after!;
    }

    /// <summary>The next times at which a schedule runs, at most as many as asked for; none while it is paused.</summary>
    public IReadOnlyList<DateTimeOffset> NextRuns(Schedule schedule, int count)
    {
        var runs = new List<DateTimeOffset>();
        var clock = CronClock.Of(schedule.Cron, schedule.TimeZone);
        for (var at = time.GetUtcNow(); !schedule.Paused && runs.Count < count && clock.Next(at) is { } next; at = next)
            runs.Add(next);
        return runs;
    }

    private static Schedule? Found(Schedule? before, string name, Func<Schedule, Schedule?> change) =>
        before is null ? throw new NotFoundException($"Schedule not found: {name}") : change(before);

    private JobSubmission CheckedJob(string name, ScheduleDraft draft, Caller caller, DateTimeOffset now)
    {
        var errors = ScheduleRules.Check(draft, now).ToList();
        try
        {
            var job = jobs.Checked(draft.Job with { ScheduledAt = null, Tags = [.. draft.Job.Tags, ScheduleRules.Tag(name)] }, caller);
            return errors.Count == 0 ? job : throw new InvalidRequestException(errors);
        }
        catch (InvalidRequestException invalid) when (errors.Count == 0 || !ReferenceEquals(invalid.Errors, errors))
        {
            throw new InvalidRequestException([.. errors, .. invalid.Errors.Select(error => new FieldError($"job.{error.Field}", error.Message))]);
        }
    }

    /// <summary>Reads, decides and writes until nobody else is faster; then drops what must not start.</summary>
    private async Task<Schedule?> ChangeAsync(string owner, string name, Func<Schedule?, Schedule?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await table.FindAsync(owner, name, cancellationToken);
            var after = change(before);
            if (ReferenceEquals(before, after))
                return after;
            var drop = before is null ? null : OccurrenceDrop.Of(before, time.GetUtcNow(), options.Value.ClockSkew, random);
            if (!await table.TryWriteAsync(before, after, drop, cancellationToken))
                continue;
            if (drop is not null)
                await round.DropAsync(drop, cancellationToken);
            return after;
        }
    }
}
