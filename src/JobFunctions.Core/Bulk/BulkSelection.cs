using System.Runtime.CompilerServices;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Bulk;

/// <summary>
/// Goes through the jobs of a query, however many, page by page from the index that fits best. Keys rise, so what is changed on the way
/// hides no other job and nothing comes twice.
/// </summary>
/// <param name="store">The jobs.</param>
public sealed class BulkSelection(IJobStore store)
{
    private const int PageSize = 500;

    /// <param name="query">Which jobs, in any status.</param>
    /// <param name="statuses">In which statuses, one after the other.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async IAsyncEnumerable<BulkCandidate> ReadAsync(
        JobQuery query, IEnumerable<JobStatus> statuses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var status in statuses)
        {
            await foreach (var candidate in ReadAsync(query with { Status = status, Limit = PageSize, Cursor = null }, cancellationToken))
                yield return candidate;
        }
    }

    private IAsyncEnumerable<BulkCandidate> ReadAsync(JobQuery query, CancellationToken cancellationToken) => query.Status switch
    {
        { } status when status.IsFinal() =>
            store.EndedAsync(new EndedQuery(status, query.Owner, Filter: query), cancellationToken).Select(listed => new BulkCandidate(listed.Job.Id, listed)),
        JobStatus.Running =>
            store.RunningAsync(null, cancellationToken).Where(query.Matches).Select(job => new BulkCandidate(job.Id, null)),
        _ => WaitingAsync(query, cancellationToken),
    };

    private async IAsyncEnumerable<BulkCandidate> WaitingAsync(JobQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await store.ListAsync(query, cancellationToken);
            foreach (var job in page.Jobs)
                yield return new BulkCandidate(job.Id, null);
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
    }
}

/// <summary>A job that is asked for.</summary>
/// <param name="Id">The job.</param>
/// <param name="Listed">The index row that shows it as it is asked for; null when its own row has to be read.</param>
internal readonly record struct BulkCandidate(JobId Id, ListedJob? Listed);
