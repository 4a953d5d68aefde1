using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Execution;

/// <summary>Rings the bells that were parked while the processor was stopped, in the order in which their jobs shall start.</summary>
/// <param name="processor">Whether jobs may start.</param>
/// <param name="parked">The parked bells.</param>
/// <param name="admission">Gives slots to those who wait in the lines of the limits.</param>
/// <param name="bells">The lanes.</param>
/// <param name="changes">Lets a start of the processor take effect.</param>
/// <param name="time">What time it is.</param>
public sealed class ParkedJobs(
    Processor processor, ParkedBells parked, Admission admission, Bells bells, OperatorChanges changes, TimeProvider time)
{
    private const int PageSize = 500;
    private const int AtOnce = 16;

    /// <summary>Rings page by page until no bell is parked or the processor is stopped again. Two at once do no harm.</summary>
    /// <returns>How many bells were rung.</returns>
    public async Task<int> RingAsync(CancellationToken cancellationToken)
    {
        var rung = 0;
        while (await processor.RunsAsync(cancellationToken))
        {
            var page = await parked.HeadAsync(PageSize, cancellationToken);
            if (page.Count == 0)
                break;
            foreach (var group in page.Chunk(AtOnce))
                await Task.WhenAll(group.Select(bell => RingAsync(bell, cancellationToken)));
            rung += page.Count;
        }

        return rung;
    }

    /// <summary>Rings without keeping the caller waiting, and once more for what another instance parks before it hears of the start.</summary>
    public void RingInBackground() => changes.FollowInBackground(nameof(ParkedJobs), async stop =>
    {
        await admission.LookAsync();
        await RingAsync(stop);
    });

    // The bell before the row goes: one too many is harmless, one too few would be a lost job.
    private async Task RingAsync(ParkedBell bell, CancellationToken cancellationToken)
    {
        await bells.PutAsync(Lanes.Of(bell.Priority), new Bell(bell.Job, bell.Generation, time.GetUtcNow()), TimeSpan.Zero, cancellationToken);
        await parked.ForgetAsync(bell, cancellationToken);
    }
}
