using JobFunctions.Core.Jobs;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Batches;

/// <summary>Shows batches to those who may see them: their owners and admins.</summary>
/// <param name="batches">The batches and their members.</param>
/// <param name="store">Where a running member's progress stands.</param>
public sealed class BatchReader(BatchTable batches, IJobStore store)
{
    private const int MaxFailures = 10;

    /// <summary>A batch that the caller may see.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ForbiddenException">It is another user's.</exception>
    public async Task<Batch> GetAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var batch = JobId.TryParse(id, out var parsed) ? await batches.FindAsync(parsed, cancellationToken) : null;
        if (batch is null)
            throw new NotFoundException($"Batch not found: {id}");
        return caller.IsAdmin || batch.Owner == caller.UserId ? batch : throw new ForbiddenException("Access denied to this batch");
    }

    /// <summary>How far a batch is: one range of rows is read.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public async Task<BatchProgress> ProgressAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var batch = await GetAsync(id, caller, cancellationToken);
        var counts = new JobCounts();
        var failures = new List<Job>();
        await foreach (var job in batches.MembersAsync(batch, null, cancellationToken))
        {
            counts = counts.Plus(job.Status, 1);
            if (job.Status == JobStatus.Failed)
                failures.Add(job);
        }

        return new BatchProgress(batch, counts, [.. failures.OrderBy(job => job.EndedAt).Take(MaxFailures)]);
    }

    /// <summary>A page of a batch's members, in the order of their ids.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="status">Only those in this status; null for all.</param>
    /// <param name="limit">How many.</param>
    /// <param name="after">The id that the page before ended with.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public async Task<IReadOnlyList<Job>> JobsAsync(
        string id, JobStatus? status, int limit, JobId? after, Caller caller, CancellationToken cancellationToken)
    {
        var batch = await GetAsync(id, caller, cancellationToken);
        var page = await batches.MembersAsync(batch, after, cancellationToken)
            .Where(job => status is null || job.Status == status).Take(limit).ToListAsync(cancellationToken);
        return await Task.WhenAll(page.Select(job => store.WithProgressAsync(job, cancellationToken)));
    }
}

/// <summary>How far a batch is.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Counts">How many of its members are in each status.</param>
/// <param name="FirstFailures">The members that failed first, ten at most.</param>
public sealed record BatchProgress(Batch Batch, JobCounts Counts, IReadOnlyList<Job> FirstFailures)
{
    /// <summary>How many members have not ended.</summary>
    public long Unfinished => JobStatuses.All.Where(status => !status.IsFinal()).Sum(status => Counts[status]);

    /// <summary>
    /// How many jobs it holds: those that were accepted, also when some of them have been deleted since. One whose acceptance nobody was sure
    /// of may be there as well.
    /// </summary>
    public long Total => Math.Max(Counts.Total, Batch.Accepted);

    /// <summary>Whether every job has ended and no more can come.</summary>
    public bool IsDone => !Batch.IsOpen && Unfinished == 0;

    /// <summary>How much has ended, in whole percent.</summary>
    public int Percent => Total == 0 ? (IsDone ? 100 : 0) : (int)(100 * (Total - Unfinished) / Total);
}
