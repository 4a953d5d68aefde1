using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Holds what the rows say against what this process runs. A job that is running here by its row, and by nothing else, is a claim whose
/// attempt never began: its lease would be renewed for ever, so it is handed back. An attempt whose job is not running by its row has
/// lost it and missed the signal: it is told. A slot in this instance's name that no attempt uses is handed over.
/// </summary>
/// <param name="store">The rows.</param>
/// <param name="admission">Lets jobs start again that are handed back.</param>
/// <param name="controls">Whether there are limits.</param>
/// <param name="slots">The slots.</param>
/// <param name="self">This process.</param>
/// <param name="running">Its attempts.</param>
/// <param name="options">How often it is looked.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
/// <param name="log">What was found.</param>
public sealed class OwnClaims(
    IJobStore store, Admission admission, Controls controls, SlotTable slots, Instance self, RunningJobs running,
    IOptions<JobOptions> options, TimeProvider time, Randomness random, ILogger<OwnClaims> log) : BackgroundService
{
    /// <summary>Compares once.</summary>
    /// <returns>How many jobs were handed back.</returns>
    public async Task<int> CompareAsync(CancellationToken cancellationToken)
    {
        // Attempts first: one that begins while the rows are read must not look lost.
        var attempts = running.All;
        var rows = new HashSet<(JobId, Generation)>();
        var handedBack = 0;
        await foreach (var job in store.RunningAsync(self.Id, cancellationToken))
        {
            rows.Add((job.Id, job.Generation));
            var isRecent = job.LockedAt + options.Value.Lease >= time.GetUtcNow();
            if (!isRecent && !IsHere(job) && await TryHandBackAsync(job.Id, cancellationToken))
                handedBack++;
        }

        foreach (var attempt in attempts.Where(attempt => !rows.Contains((attempt.Id, attempt.Generation))))
            await attempt.LookAsync(cancellationToken);
        if (controls.LatestLimits.Any)
            await ReleaseUnusedAsync(cancellationToken);
        return handedBack;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Lease, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CompareAsync(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RoundFailed(log, nameof(OwnClaims), StorageTrouble.Reason(trouble));
            }
        }
    }

    private async Task ReleaseUnusedAsync(CancellationToken cancellationToken)
    {
        await foreach (var slot in slots.SlotsAsync(cancellationToken))
        {
            var job = slot.Job.Job;
            var isUnused = slot.Instance == self.Id && slot.At + options.Value.Lease < time.GetUtcNow()
                && !running.IsBeingClaimed(job) && running.Find(job, slot.Job.Generation) is null;
            if (isUnused)
                await admission.ReleaseAsync(slot);
        }
    }

    private bool IsHere(Job job) => running.IsBeingClaimed(job.Id) || running.Find(job.Id, job.Generation) is { HoldsJob: true };

    private async Task<bool> TryHandBackAsync(JobId id, CancellationToken cancellationToken)
    {
        var job = await store.FindAsync(id, cancellationToken);
        if (job is not { Status: JobStatus.Running } || job.LockedBy != self.Id || IsHere(job))
            return false;
        var after = job.Reset(job.Generation.Next(random), time.GetUtcNow(), "Its instance had claimed it, but no attempt was at work");
        try
        {
            await admission.LetStartAsync(after, cancellationToken);
            await store.UpdateAsync(job, after);
        }
        catch (JobConflictException)
        {
            return false;
        }

        Log.StuckJob(log, job.Id, job.LockedBy, after.Status.ToWord());
        return true;
    }
}
