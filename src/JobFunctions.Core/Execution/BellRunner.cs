using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Metering;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>Answers the bells of the lanes: looks at the job, claims it when it is due, and runs it.</summary>
public sealed class BellRunner(
    IJobStore store, BellReader reader, Bells bells, Processor processor, Admission admission, ParkedBells parked, StartRate rate, RunningJobs running, Room room,
    JobHandlers handlers, AttemptRunner attempts, UnreadableMessages unreadable, Instance instance, StorageMeter meter, IOptions<JobOptions> options, HostLimits limits,
    TimeProvider time, Randomness random, ILogger<BellRunner> log)
{
    private static readonly TimeSpan ClaimUnderWay = TimeSpan.FromSeconds(1);

    /// <summary>A change whose bell is here already is most likely being committed at this moment: looked for once more before the bell is put again.</summary>
    private static readonly TimeSpan CommitUnderWay = TimeSpan.FromMilliseconds(100);

    /// <summary>Another instance has taken the job's slot: it is about to claim the job, or it died and the sweep of slots finds that out.</summary>
    private static readonly TimeSpan SlotElsewhere = TimeSpan.FromSeconds(10);

    /// <summary>A fault that is not storage's (a row that can't be read, say) is the host's after this many tries.</summary>
    private const int TriesWhateverHappens = 10;

    private readonly BellPolicy _policy = new(instance.Id, options.Value.ClockSkew);

    /// <summary>
    /// Runs the job that a bell names, to its end. A bell that can't be used is put again or dropped, never thrown: a throw would
    /// burn one of the few deliveries that the host grants a message.
    /// </summary>
    /// <param name="message">The message as the host gives it.</param>
    /// <param name="stopping">The host wants the function to end.</param>
    public async Task RunAsync(LaneMessage message, CancellationToken stopping)
    {
        if (!Bell.TryParse(message.Text, out var bell))
        {
            await unreadable.RecordAsync(message, stopping);
            return;
        }

        using var cost = meter.BeginJob();
        using var place = room.NewPlace();
        if (await ClaimAsync(message.Queue, bell, place, stopping) is not { } attempt)
            return;
        cost.Name = attempt.Job.Type;
        await attempts.RunAsync(attempt, stopping);
    }

    private async Task<Attempt?> ClaimAsync(string lane, Bell bell, Room.Place place, CancellationToken stopping)
    {
        var came = time.GetTimestamp();
        if (!running.TryBeginClaim(bell.Job))
        {
            await bells.PutAsync(lane, bell, ClaimUnderWay, stopping);
            return null;
        }

        Slot? slot = null;
        try
        {
            var lookedTwice = false;
            for (var tries = 1; ; tries++)
            {
                try
                {
                    // Looked before the row is read: an attempt that ends in between must not look like a claim without one.
                    var isRunningHere = running.Find(bell.Job, bell.Generation) is { HoldsJob: true };
                    var job = tries == 1 ? await reader.ReadAsync(bell, stopping) : await store.FindAsync(bell.Job, stopping);
                    var now = time.GetUtcNow();
                    var verdict = _policy.Decide(bell, job, isRunningHere, now);
                    switch (verdict.Action)
                    {
                        case BellAction.Claim or BellAction.Adopt when time.GetElapsedTime(came) > limits.LatestStart:
                            // Storage kept it waiting. The job could overrun the host's timeout now, which would end its neighbours, too.
                            await bells.PutAgainAsync(lane, bell, stopping);

                            // A job that is claimed already needs its slot until its new bell, or the round of own claims, has come.
                            if (verdict.Action == BellAction.Adopt)
                                slot = null;
                            return null;
                        case BellAction.Claim when !await processor.RunsAsync(stopping):
                            if (!await admission.TryParkAsync(job!, slot, stopping))
                                await parked.ParkAsync(job!, stopping);
                            slot = null;
                            return null;
                        case BellAction.Claim when !await place.TryTakeAsync(handlers.WeightOf(job!.Type), stopping):
                            await bells.PutAgainAsync(lane, bell, stopping);
                            return null;
                        case BellAction.Claim:
                            var admitted = slot is null ? await admission.TakeAsync(job!, stopping) : new Admitted(Admittance.Holds, slot);
                            slot = admitted.Slot;
                            if (admitted.Admittance == Admittance.Waits)
                                return null;
                            if (admitted.Admittance == Admittance.IsElsewhere)
                            {
                                await bells.PutAsync(lane, bell, SlotElsewhere, stopping);
                                return null;
                            }

                            // Nothing comes between this and the claim, which says when the job started.
                            if (await rate.HoldBackAsync(job!, stopping) is { } start)
                            {
                                await bells.PutAsync(lane, bell, rate.BellDelay(start), stopping);
                                if (job!.ReservedStart != start)
                                    await store.UpdateAsync(job, job.WaitForRate(start));
                                return null;
                            }

                            return Begin(await store.UpdateAsync(job!, job!.Claim(instance.Id, time.GetUtcNow())), ref slot);
                        case BellAction.Adopt:
                            slot ??= await admission.FindOwnAsync(job!, stopping);
                            return Begin(job!, ref slot);
                        case BellAction.PutAgain when !lookedTwice && verdict.IsAhead:
                            lookedTwice = true;
                            await Task.Delay(CommitUnderWay, time, stopping);
                            break;
                        case BellAction.PutAgain:
                            await bells.PutAsync(lane, bell, verdict.Delay, stopping);
                            return null;
                        default:
                            await admission.ForgoAsync(bell, stopping);
                            return null;
                    }
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
        finally
        {
            running.EndClaim(bell.Job);
            if (slot is not null)
                await admission.ReleaseAsync(slot);
        }
    }

    /// <summary>From here on the slot is the attempt's.</summary>
    private Attempt Begin(Job claimed, ref Slot? slot)
    {
        var attempt = attempts.Begin(claimed, slot);
        slot = null;
        return attempt;
    }
}
