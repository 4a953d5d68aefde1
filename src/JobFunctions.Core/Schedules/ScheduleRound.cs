using JobFunctions.Core.Jobs;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Schedules;

/// <summary>
/// Submits the occurrences of all schedules that are due soon. First the jobs, then the schedule moves on: a crash in between submits the
/// same ids again, and an id that is there already is there. Instances may do this at the same time.
/// </summary>
/// <param name="table">The schedules.</param>
/// <param name="jobs">Looks whether a template is still valid.</param>
/// <param name="creation">Submits.</param>
/// <param name="store">Looks for what was submitted ahead.</param>
/// <param name="seal">Opens the templates' secrets.</param>
/// <param name="options">How much clocks differ.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What went wrong.</param>
public sealed class ScheduleRound(
    ScheduleTable table, JobService jobs, JobCreation creation, IJobStore store, SecretSeal seal, IOptions<JobOptions> options, TimeProvider time, ILogger<ScheduleRound> log)
{
    private const int AtOnce = 8;

    /// <summary>Looks once at everything that is due; a schedule that is idle is not read.</summary>
    /// <returns>How many jobs were submitted, those that were there already included.</returns>
    public async Task<int> SubmitDueAsync(CancellationToken cancellationToken)
    {
        var submitted = 0;
        await Parallel.ForEachAsync(
            table.DueAsync(time.GetUtcNow() + OccurrencePlan.Ahead, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (due, stop) =>
            {
                try
                {
                    if (due.Drop is { } drop)
                        await DropAsync(drop, stop);
                    else if (await table.FindAsync(due.Owner!, due.Name!, stop) is { } schedule)
                        Interlocked.Add(ref submitted, await SubmitAsync(schedule, stop));
                }
                catch (Exception trouble) when (!stop.IsCancellationRequested)
                {
                    // One that can't be submitted now holds nobody else; the next round looks at it again.
                    Log.RoundFailed(log, nameof(ScheduleRound), StorageTrouble.Reason(trouble));
                }
            });
        return submitted;
    }

    /// <summary>Cancels what was submitted ahead and has not started; forgets the drop once no more can come.</summary>
    internal async Task DropAsync(OccurrenceDrop drop, CancellationToken cancellationToken)
    {
        foreach (var id in drop.Jobs())
        {
            while (await store.FindAsync(id, cancellationToken) is { Status: JobStatus.Scheduled } ahead)
            {
                try
                {
                    await store.UpdateAsync(ahead, ahead.Cancel(time.GetUtcNow(), "Its schedule was changed, paused or deleted"));
                }
                catch (JobConflictException)
                {
                    // It starts at this moment, or somebody else cancels it: look again.
                }
            }
        }

        if (time.GetUtcNow() > drop.Until + options.Value.ClockSkew)
            await table.ForgetAsync(drop, cancellationToken);
    }

    private async Task<int> SubmitAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (schedule.NextRun is not { } next || next > now + OccurrencePlan.Ahead)
            return 0;

        var plan = OccurrencePlan.Of(CronClock.Of(schedule.Cron, schedule.TimeZone), next, schedule.Misfire, now);
        var after = schedule with { NextRun = plan.Next };
        foreach (var due in plan.Due)
            after = await SubmitAsync(after, due, cancellationToken);

        // Lost against another instance it is done already; against a change, the change's drop finds what was submitted here.
        await table.TryWriteAsync(schedule, after, null, cancellationToken);
        return plan.Due.Count;
    }

    /// <summary>Submits an occurrence as its owner could when he made the schedule; how fast he submits himself does not count.</summary>
    internal async Task<SubmitOutcome> SubmitAsync(JobId id, JobSubmission template, string owner, CancellationToken cancellationToken)
    {
        var caller = new Caller(owner, IsAdmin: false, new HashSet<string>(new[] { template.Program }.OfType<string>()));
        var job = jobs.Checked(template, caller);
        return await creation.AcceptAsync(id, job, JobService.UniqueKeyOf(job, owner), hasInputs: false, caller, cancellationToken);
    }

    private async Task<Schedule> SubmitAsync(Schedule schedule, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var id = OccurrenceId.Of(schedule.Revision, schedule.Shard, due);
        var template = ScheduleTemplate.Read(schedule.Template) with { ScheduledAt = due };
        try
        {
            if (schedule.Secrets is { } secrets)
                template = template with { Secrets = seal.Open(schedule.SealedFor, secrets) };
            var outcome = await SubmitAsync(id, template, schedule.Owner, cancellationToken);
            return schedule with { LastRun = due, LastJob = outcome.Id, LastError = null };
        }
        catch (JobConflictException)
        {
            return schedule with { LastRun = due, LastJob = id, LastError = null };
        }
        catch (Exception invalid) when (invalid is InvalidRequestException or PermanentJobException)
        {
            // Its type is gone, say. A failed job in the owner's registry is what he can look at, and retry when it is mended.
            Log.OccurrenceInvalid(log, schedule.Owner, schedule.Name, due, invalid.Message);
            await creation.RecordFailedAsync(id, template, schedule.Owner, new JobError("InvalidSchedule", invalid.Message.Cut(2_000), null));
            return schedule with { LastRun = due, LastJob = id, LastError = invalid.Message.Cut(2_000) };
        }
    }
}
