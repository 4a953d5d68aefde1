using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Dependencies;

/// <summary>
/// Tells the children of a job that it has ended. What a child has heard stands in its own row, so hearing it again changes nothing.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="edges">Who the children are.</param>
/// <param name="admission">Lets a child start.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
public sealed class ParentEnds(IJobStore store, EdgeTable edges, Admission admission, TimeProvider time, Randomness random) : IOutboxReceiver
{
    private const int AtOnce = 32;

    /// <summary>
    /// An edge is written before the change that makes its child wait, which may take as long as a change is tried: until then the child is
    /// asked again, not forgotten.
    /// </summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public Followers Tells => Followers.Children;

    /// <inheritdoc />
    public async Task<bool> ReceiveAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var parent = await store.FindAsync(entry.Job, cancellationToken);
        if (parent is not null && !parent.Status.IsFinal())
            return true; // It has started anew, and its next end is told.

        var outcome = parent?.Status ?? entry.Status;
        var missed = 0;
        await Parallel.ForEachAsync(
            edges.OfAsync(entry.Job, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (edge, stop) =>
            {
                if (!await TellAsync(edge, outcome, stop))
                    Interlocked.Increment(ref missed);
            });
        return missed == 0;
    }

    /// <returns>False when the child may only be about to wait.</returns>
    private async Task<bool> TellAsync(Edge edge, JobStatus outcome, CancellationToken cancellationToken)
    {
        while (true)
        {
            var child = await store.FindAsync(edge.Child, cancellationToken);
            if (child?.WaitingFor.Contains(edge.Parent) != true)
            {
                // One that is neither new nor about to start anew has heard before.
                var mayBeAboutToWait = child is null or { Status: JobStatus.Failed or JobStatus.Cancelled };
                if (mayBeAboutToWait && edge.WrittenAt + UnderWay > time.GetUtcNow())
                    return false;
                break;
            }

            var after = child.ParentEnded(edge.Parent, outcome, child.Generation.Next(random), time.GetUtcNow());
            try
            {
                if (after.Status == JobStatus.Pending)
                    await admission.LetStartAsync(after, cancellationToken);
                await store.UpdateAsync(child, after);
                break;
            }
            catch (JobConflictException)
            {
                // Another parent has ended, or somebody cancelled the child: read and decide anew.
            }
        }

        await edges.RemoveAsync(edge, cancellationToken);
        return true;
    }
}
