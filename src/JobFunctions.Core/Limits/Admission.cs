using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Limits;

/// <summary>
/// Lets jobs start. Without limits that is a bell and nothing else. With limits a job that becomes pending gets a slot and its bell, or
/// waits in its user's line without a bell until a slot is handed over to it. So a lane holds only what may start, and nobody waits
/// behind the bells of jobs that may not.
/// </summary>
/// <param name="desk">Where slots are asked for.</param>
/// <param name="table">Where slots are looked up.</param>
/// <param name="controls">The limits in force.</param>
/// <param name="bells">Rings for jobs.</param>
/// <param name="self">This process.</param>
/// <param name="lifetime">When to stop trying.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">Spreads tries.</param>
/// <param name="log">What went wrong.</param>
public sealed class Admission(
    SlotDesk desk, SlotTable table, Controls controls, Bells bells, Instance self, IHostApplicationLifetime lifetime, TimeProvider time,
    Randomness random, ILogger<Admission> log)
{
    /// <summary>
    /// Rings for a job that becomes pending, or puts it in line. To be done before the change is committed: a bell or a place without its
    /// job is harmless, a job without either would be lost.
    /// </summary>
    /// <param name="job">The job as it will be.</param>
    /// <param name="cancellationToken">Stops before anything is put.</param>
    /// <param name="isNew">Whether it is only just submitted.</param>
    /// <exception cref="StorageUnavailableException">The outcome is not known.</exception>
    public async Task LetStartAsync(Job job, CancellationToken cancellationToken, bool isNew = false)
    {
        // The last of those that it waits for lets it start.
        if (job.IsWaiting)
            return;

        // Known without asking: if a limit was set a moment ago, the job is put in line when its bell comes.
        var waitsItsTurn = controls.LatestLimits.Any && job.DueAt <= time.GetUtcNow();
        if (!waitsItsTurn || await desk.AskAsync(SlotAsk.Enter(WaitingJob.Of(job), isNew: isNew)) is not null)
            await bells.RingAsync(job, cancellationToken);
    }

    /// <summary>A job that was pending will not start: its place in line goes, or its slot to the next.</summary>
    /// <remarks>Not needed for correctness: a job that is found cancelled when its turn comes hands its slot over.</remarks>
    public async Task LeaveAsync(Job job)
    {
        if (!controls.LatestLimits.Any)
            return;
        try
        {
            await desk.AskAsync(SlotAsk.Leave(WaitingJob.Of(job)));
        }
        catch (Exception trouble)
        {
            Log.RoundFailed(log, nameof(Admission), StorageTrouble.Reason(trouble));
        }
    }

    /// <summary>Gives free slots to those who wait: the processor was started, or a limit has changed.</summary>
    internal Task LookAsync() => desk.AskAsync(SlotAsk.Look());

    /// <summary>Takes the slot of a job that is about to be claimed here, or puts the job in line.</summary>
    /// <param name="job">Pending or scheduled, and due.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    internal async Task<Admitted> TakeAsync(Job job, CancellationToken cancellationToken)
    {
        var limits = await controls.LimitsAsync(cancellationToken);
        if (!limits.Any)
            return new Admitted(Admittance.Free);
        while (true)
        {
            var slot = await table.FindAsync(job.Id, job.Generation, cancellationToken)
                ?? await desk.AskAsync(SlotAsk.Enter(WaitingJob.Of(job), self.Id));
            if (slot is null)
                return new Admitted(Admittance.Waits);

            // Without a version it was given just now, with this instance's name on it.
            if (slot.Instance == self.Id)
                return new Admitted(Admittance.Holds, slot with { Version = null });
            if (slot.Instance is not null)
                return new Admitted(Admittance.IsElsewhere);
            if (slot.Version is not null && await table.TakeAsync(slot, self.Id, time.GetUtcNow(), cancellationToken) is { } taken)
                return new Admitted(Admittance.Holds, taken);
        }
    }

    /// <summary>A bell came to nothing: if a slot was kept for it, the next one gets it.</summary>
    internal async Task ForgoAsync(Bell bell, CancellationToken cancellationToken)
    {
        if ((await controls.LimitsAsync(cancellationToken)).Any
            && await table.FindAsync(bell.Job, bell.Generation, cancellationToken) is { Instance: null } slot)
            await desk.AskAsync(SlotAsk.Release(slot));
    }

    /// <summary>The processor is stopped: a job that has come with its bell goes back in line, where there is one.</summary>
    /// <param name="job">Pending or scheduled, and due.</param>
    /// <param name="held">The slot that this instance has taken for it already, if any.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>False when there are no limits, and so no lines.</returns>
    internal async Task<bool> TryParkAsync(Job job, Slot? held, CancellationToken cancellationToken)
    {
        if (held is null && !(await controls.LimitsAsync(cancellationToken)).Any)
            return false;
        var slot = held ?? await table.FindAsync(job.Id, job.Generation, cancellationToken);
        if (slot is null)
            await desk.AskAsync(SlotAsk.Enter(WaitingJob.Of(job)));
        else if (slot.Instance is null || slot.Instance == self.Id)
            await desk.AskAsync(SlotAsk.Return(slot));
        return true;
    }

    /// <summary>The slot of a job that this instance claimed without getting the answer.</summary>
    internal async Task<Slot?> FindOwnAsync(Job job, CancellationToken cancellationToken) =>
        (await controls.LimitsAsync(cancellationToken)).Any
        && await table.FindAsync(job.Id, job.Generation, cancellationToken) is { } slot && slot.Instance == self.Id
            ? slot with { Version = null }
            : null;

    /// <summary>
    /// Hands a slot over after the handler has returned. Tried until it is done or the process stops: while this instance lives nobody
    /// else takes the slot from it.
    /// </summary>
    internal async Task ReleaseAsync(Slot slot)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await desk.AskAsync(SlotAsk.Release(slot));
                return;
            }
            catch (Exception trouble)
            {
                Log.RoundFailed(log, nameof(Admission), StorageTrouble.Reason(trouble));
                if (lifetime.ApplicationStopping.IsCancellationRequested)
                    return;
                await Task.Delay(StorageTrouble.Pause.Delay(tries, random.NextDouble()), time);
            }
        }
    }
}
