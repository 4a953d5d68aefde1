using JobFunctions.Core.Dependencies;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Finds the jobs that a submission depends on, and makes the new job wait for them.</summary>
/// <param name="store">The jobs.</param>
/// <param name="edges">Lets the new job hear of their ends.</param>
/// <param name="time">What time it is.</param>
/// <param name="random">New generations.</param>
public sealed class SubmittedParents(IJobStore store, ParentEdges edges, TimeProvider time, Randomness random)
{
    /// <summary>The parents of a submission.</summary>
    /// <exception cref="InvalidRequestException">One is not there, or is not for this caller: the two look alike.</exception>
    internal async Task<IReadOnlyList<Job>> FindAsync(JobSubmission submission, Caller caller, CancellationToken cancellationToken)
    {
        var ids = submission.DependsOn;
        var found = await Task.WhenAll(ids.Select(async id => JobId.TryParse(id, out var parsed) ? await store.FindAsync(parsed, cancellationToken) : null));
        var errors = found.Index().Where(parent => parent.Item is null || !caller.MayTouch(parent.Item))
            .Select(parent => Missing(parent.Index, ids[parent.Index])).ToList();
        return errors.Count == 0 ? [.. found.OfType<Job>().DistinctBy(parent => parent.Id)] : throw new InvalidRequestException(errors);
    }

    /// <summary>
    /// Makes a new job wait for its parents. What has become of those that ended before is decided at once, so the job may be failed or
    /// cancelled before it is stored. To be done before that.
    /// </summary>
    internal async Task<Job> WaitAsync(Job job, IReadOnlyList<Job> parents, CancellationToken cancellationToken)
    {
        if (parents.Count == 0)
            return job;
        var seen = await edges.FollowAsync(job.Id, parents, cancellationToken);
        var gone = seen.Index().Where(parent => parent.Item is null).Select(parent => Missing(parent.Index, parents[parent.Index].Id.ToString())).ToList();
        if (gone.Count > 0)
        {
            await ForgetAsync(job.Id, parents);
            throw new InvalidRequestException(gone);
        }

        var now = time.GetUtcNow();
        IReadOnlyList<JobId> ids = [.. parents.Select(parent => parent.Id)];
        var waiting = (job with { DependsOn = ids }).WaitFor(ids);
        return seen.OfType<Job>().Where(parent => parent.Status.IsFinal())
            .Aggregate(waiting, (after, parent) => after.ParentEnded(parent.Id, parent.Status, job.Generation.Next(random), now));
    }

    /// <summary>The job that was to wait for them is not stored after all.</summary>
    internal Task ForgetAsync(JobId job, IReadOnlyList<Job> parents) => edges.TryForgetAsync(job, parents);

    private static FieldError Missing(int index, string id) => new($"depends_on[{index}]", $"There is no job '{id}' that this one could depend on");
}
