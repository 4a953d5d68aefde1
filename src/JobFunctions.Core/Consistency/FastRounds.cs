using JobFunctions.Core.Execution;
using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Consistency;

/// <summary>What the rounds that come every minute or more often would mend now. Only told: they do it themselves.</summary>
/// <param name="stuck">Jobs of dead instances.</param>
/// <param name="bells">Jobs without a bell.</param>
/// <param name="slots">Slots that a crash left.</param>
public sealed class FastRounds(StuckJobs stuck, LostBells bells, SlotSweep slots)
{
    internal async Task CheckAsync(CheckRun run, CancellationToken cancellationToken)
    {
        await foreach (var job in stuck.FindAsync(cancellationToken))
            run.Found(FindingKind.StuckJobs, $"{job.Id}: {job.LockedBy} is silent", mended: false);
        await foreach (var job in bells.FindAsync(cancellationToken))
            run.Found(FindingKind.LostBells, $"{job.Id}: due since {job.DueAt:u}", mended: false);
        await foreach (var slot in slots.LeftOverAsync(cancellationToken))
            run.Found(FindingKind.LeftOverSlots, $"{slot.Job.Job}: held by {slot.Instance ?? "nobody"}", mended: false);
    }
}
