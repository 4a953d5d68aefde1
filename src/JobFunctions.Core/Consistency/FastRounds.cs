using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Outbox;

namespace JobFunctions.Core.Consistency;

/// <summary>What the rounds that come every minute or more often would mend now. Only told: they do it themselves.</summary>
/// <param name="stuck">Jobs of dead instances.</param>
/// <param name="bells">Jobs without a bell.</param>
/// <param name="slots">Slots that a crash left.</param>
/// <param name="outbox">Ends that followers have not heard of.</param>
public sealed class FastRounds(StuckJobs stuck, LostBells bells, SlotSweep slots, OutboxDelivery outbox)
{
    internal async Task CheckAsync(CheckRun run, CancellationToken cancellationToken)
    {
        await foreach (var job in stuck.FindAsync(cancellationToken))
            run.Found(FindingKind.StuckJobs, $"{job.Id}: {job.LockedBy} is silent", mended: false);
        await foreach (var job in bells.FindAsync(cancellationToken))
            run.Found(FindingKind.LostBells, $"{job.Id}: due since {job.DueAt:u}", mended: false);
        await foreach (var slot in slots.LeftOverAsync(cancellationToken))
            run.Found(FindingKind.LeftOverSlots, $"{slot.Job.Job}: held by {slot.Instance ?? "nobody"}", mended: false);
        await foreach (var entry in outbox.FindLeftAsync(cancellationToken))
            run.Found(FindingKind.UntoldEnds, $"{entry.Job}: {entry.Status.ToWord()}, and its followers ({entry.Followers}) have not heard", mended: false);
    }
}
