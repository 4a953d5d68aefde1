using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Dependencies;

/// <summary>
/// Lets a child hear of its parents' ends. Three steps for each parent: its row is marked as one that has children, so that its end leaves
/// an outbox row; the edge is written; the parent is looked at once more. A parent that has not ended by then has its end still before it,
/// with mark and edge in place. All of this comes before the child's own change: an edge without its child is harmless, a child without
/// its edges would wait for ever.
/// </summary>
/// <param name="store">The jobs.</param>
/// <param name="edges">The edges.</param>
public sealed class ParentEdges(IJobStore store, EdgeTable edges)
{
    private const int AtOnce = 16;

    /// <summary>Writes the edges of a child that is about to be committed.</summary>
    /// <param name="child">The child.</param>
    /// <param name="parents">Its parents, as they were read. Those that have ended get no edge.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <returns>Each parent as it was seen last; null when it was deleted meanwhile.</returns>
    public async Task<IReadOnlyList<Job?>> FollowAsync(JobId child, IReadOnlyList<Job> parents, CancellationToken cancellationToken)
    {
        var seen = new Job?[parents.Count];
        await Parallel.ForAsync(
            0,
            parents.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (number, stop) => seen[number] = await FollowAsync(child, parents[number], stop));
        return seen;
    }

    /// <summary>
    /// Removes the edges of a child that was not stored and never will be. One that stays does no harm: until it is some minutes old, its
    /// parent's end is told again and again, and then it goes.
    /// </summary>
    public async Task TryForgetAsync(JobId child, IReadOnlyList<Job> parents)
    {
        try
        {
            await Task.WhenAll(parents.Select(parent => edges.RemoveAsync(parent.Id, child)));
        }
        catch (Exception trouble) when (StorageTrouble.Is(trouble))
        {
            // The caller's answer does not depend on it.
        }
    }

    /// <summary>For a job that starts anew: which of its parents it has to wait for. Those that have ended, however, hold nothing up.</summary>
    public async Task<IReadOnlyList<JobId>> FollowUnfinishedAsync(Job child, CancellationToken cancellationToken)
    {
        var parents = await Task.WhenAll(child.DependsOn.Select(parent => store.FindAsync(parent, cancellationToken)));
        var seen = await FollowAsync(child.Id, [.. parents.OfType<Job>()], cancellationToken);
        return [.. seen.OfType<Job>().Where(parent => !parent.Status.IsFinal()).Select(parent => parent.Id)];
    }

    private async Task<Job?> FollowAsync(JobId child, Job parent, CancellationToken cancellationToken)
    {
        while (!parent.Status.IsFinal() && !parent.Followers.HasFlag(Followers.Children))
        {
            try
            {
                // By its version: a running attempt notices, reads the row again and goes on with it.
                parent = await store.UpdateAsync(parent, parent with { Followers = parent.Followers | Followers.Children });
            }
            catch (JobConflictException)
            {
                if (await store.FindAsync(parent.Id, cancellationToken) is not { } changed)
                    return null;
                parent = changed;
            }
        }

        if (parent.Status.IsFinal())
            return parent;
        await edges.AddAsync(parent.Id, child, cancellationToken);
        return await store.FindAsync(parent.Id, cancellationToken);
    }
}
