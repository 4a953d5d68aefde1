using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>Claims the jobs that bells name: each when it is due and may start, else its bell is put again, parked or dropped.</summary>
public sealed class JobClaims(
    IJobStore store, BellReader reader, Bells bells, Processor processor, Admission admission, ParkedBells parked, StartRate rate, RunningJobs running,
    JobHandlers handlers, AttemptRunner attempts, Instance instance, IOptions<JobOptions> options, HostLimits limits, TimeProvider time,
    Randomness random, ILogger<JobClaims> log)
{
    private static readonly TimeSpan ClaimUnderWay = TimeSpan.FromSeconds(1);

    /// <summary>A change whose bell is here already is most likely being committed at this moment: looked for once more before the bell is put again.</summary>
    private static readonly TimeSpan CommitUnderWay = TimeSpan.FromMilliseconds(100);

    /// <summary>Another instance has taken the job's slot: it is about to claim the job, or it died and the sweep of slots finds that out.</summary>
    private static readonly TimeSpan SlotElsewhere = TimeSpan.FromSeconds(10);

    /// <summary>A fault that is not storage's (a row that can't be read, say) is the host's after this many tries.</summary>
    private const int TriesWhateverHappens = 10;

    private readonly BellPolicy _policy = new(instance.Id, options.Value.ClockSkew);

    /// <summary>Claims the job of a bell.</summary>
    /// <param name="lane">Where the bell came from.</param>
    /// <param name="bell">The bell.</param>
    /// <param name="place">Takes the room that the job needs.</param>
    /// <param name="stopping">The host wants the function to end.</param>
    /// <returns>The attempt to run; null when there is none, and the bell has been seen to.</returns>
    internal async Task<Attempt?> ClaimAsync(string lane, Bell bell, Room.Place place, CancellationToken stopping)
    {
        // Whatever answer is found, the function has begun: the next outage is a new one.
        var claim = new Claim(lane, bell with { PoisonedAt = null }, place, time.GetTimestamp());
        if (!running.TryBeginClaim(bell.Job))
        {
            await bells.PutAsync(lane, bell, ClaimUnderWay, stopping);
            return null;
        }

        try
        {
            return await TryUntilAnsweredAsync(claim, stopping);
        }
        finally
        {
            running.EndClaim(bell.Job);
            if (claim.Slot is { } unused)
                await admission.ReleaseAsync(unused);
        }
    }

    private async Task<Attempt?> TryUntilAnsweredAsync(Claim claim, CancellationToken stopping)
    {
        var bell = claim.Bell;
        var lookedTwice = false;
        for (var tries = 1; ; tries++)
        {
            try
            {
                // Looked before the row is read: an attempt that ends in between must not look like a claim without one.
                var isRunningHere = running.Find(bell.Job, bell.Generation) is { HoldsJob: true };
                var job = tries == 1 ? await reader.ReadAsync(bell, stopping) : await store.FindAsync(bell.Job, stopping);
                var verdict = _policy.Decide(bell, job, isRunningHere, time.GetUtcNow());
                if (!verdict.IsAhead || lookedTwice)
                    return await AnswerAsync(claim, job, verdict, stopping);
                lookedTwice = true;
                await Task.Delay(CommitUnderWay, time, stopping);
            }
            catch (JobConflictException)
            {
                // Somebody was faster: read and decide anew.
            }
            catch (Exception trouble) when (!stopping.IsCancellationRequested && (StorageTrouble.Is(trouble) || tries < TriesWhateverHappens))
            {
                // Waited out here: this process may hold the job without knowing, and there is nothing else that it could run.
                Log.ClaimDelayed(log, bell.Job, tries, StorageTrouble.Reason(trouble));
                await Task.Delay(StorageTrouble.Pause.Delay(tries, random.NextDouble()), time, stopping);
            }
        }
    }

    private async Task<Attempt?> AnswerAsync(Claim claim, Job? job, BellVerdict verdict, CancellationToken stopping)
    {
        switch (verdict.Action)
        {
            case BellAction.Claim or BellAction.Adopt when time.GetElapsedTime(claim.Came) > limits.LatestStart:
                // Storage kept it waiting. The job could overrun the host's timeout now, which would end its neighbours, too.
                await bells.PutAgainAsync(claim.Lane, claim.Bell, stopping);

                // A job that is claimed already needs its slot until its new bell, or the round of own claims, has come.
                if (verdict.Action == BellAction.Adopt)
                    claim.Slot = null;
                return null;
            case BellAction.Claim:
                return await StartAsync(claim, job!, stopping);
            case BellAction.Adopt:
                claim.Slot ??= await admission.FindOwnAsync(job!, stopping);
                return Begin(claim, job!);
            case BellAction.PutAgain:
                await bells.PutAsync(claim.Lane, claim.Bell, verdict.Delay, stopping);
                return null;
            default:
                await admission.ForgoAsync(claim.Bell, stopping);
                return null;
        }
    }

    /// <summary>The job is due: it starts when the processor runs and there is room, a slot and a start for it.</summary>
    private async Task<Attempt?> StartAsync(Claim claim, Job job, CancellationToken stopping)
    {
        if (!await processor.RunsAsync(stopping))
        {
            if (!await admission.TryParkAsync(job, claim.Slot, stopping))
                await parked.ParkAsync(job, stopping);
            claim.Slot = null;
            return null;
        }

        if (!await claim.Place.TryTakeAsync(handlers.WeightOf(job.Type), stopping))
        {
            await bells.PutAgainAsync(claim.Lane, claim.Bell, stopping);
            return null;
        }

        if (claim.Slot is null)
        {
            var admitted = await admission.TakeAsync(job, stopping);
            claim.Slot = admitted.Slot;
            if (admitted.Admittance == Admittance.Waits)
                return null;
            if (admitted.Admittance == Admittance.IsElsewhere)
            {
                await bells.PutAsync(claim.Lane, claim.Bell, SlotElsewhere, stopping);
                return null;
            }
        }

        // Nothing comes between this and the claim, which says when the job started.
        if (await rate.HoldBackAsync(job, stopping) is { } start)
        {
            await bells.PutAsync(claim.Lane, claim.Bell, rate.BellDelay(start), stopping);
            if (job.ReservedStart != start)
                await store.UpdateAsync(job, job.WaitForRate(start));
            return null;
        }

        return Begin(claim, await store.UpdateAsync(job, job.Claim(instance.Id, time.GetUtcNow())));
    }

    /// <summary>From here on the slot is the attempt's.</summary>
    private Attempt Begin(Claim claim, Job claimed)
    {
        var attempt = attempts.Begin(claimed, claim.Slot);
        claim.Slot = null;
        return attempt;
    }

    /// <summary>The answer to a bell while it is sought.</summary>
    /// <param name="Lane">Where the bell came from.</param>
    /// <param name="Bell">The bell.</param>
    /// <param name="Place">Takes the room that the job needs.</param>
    /// <param name="Came">When the bell came.</param>
    private sealed record Claim(string Lane, Bell Bell, Room.Place Place, long Came)
    {
        /// <summary>The slot that was taken for the job, as long as it is this claim's to give back.</summary>
        public Slot? Slot { get; set; }
    }
}
