using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Service;

/// <summary>Failed jobs whose errors are of one kind.</summary>
/// <param name="Fingerprint">What they have in common; null for jobs that failed before there were fingerprints.</param>
/// <param name="Type">The job type.</param>
/// <param name="ErrorType">The error's type name.</param>
/// <param name="Message">The latest one's message.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstSeen">When the first of them failed.</param>
/// <param name="LastSeen">When the latest of them failed.</param>
/// <param name="SampleJob">The one that failed last.</param>
public sealed record FailureGroup(
    string? Fingerprint, string Type, string ErrorType, string Message, int Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, JobId SampleJob);

/// <summary>Sorts the failed registry by kinds of errors.</summary>
/// <param name="store">The jobs.</param>
public sealed class FailureGroups(IJobStore store)
{
    /// <summary>As many of the latest failures tell what goes wrong; more are read only if the pages bring them anyway.</summary>
    private const int Enough = 1_000;

    /// <summary>How many pages are read at most, of a user with few failures among many jobs; a page is up to 500 rows of each shard.</summary>
    private const int MaxPages = 4;

    /// <summary>The groups, that of the latest failure first.</summary>
    /// <returns>And whether all failed jobs were looked at; if not, the groups hold the latest ones.</returns>
    /// <exception cref="ForbiddenException">The query asks for more than the caller may see.</exception>
    public async Task<(IReadOnlyList<FailureGroup> Groups, bool IsComplete)> ListAsync(
        JobQuery query, Caller caller, CancellationToken cancellationToken)
    {
        var failed = new List<Job>();
        var page = caller.Narrow(query) with { Status = JobStatus.Failed, Limit = int.MaxValue, Cursor = null };
        for (var pages = 0; pages < MaxPages && failed.Count < Enough; pages++)
        {
            var read = await store.ListAsync(page, cancellationToken);
            failed.AddRange(read.Jobs);
            page = page with { Cursor = read.Cursor };
            if (read.Cursor is null)
                break;
        }

        var groups = failed.GroupBy(job => (job.Error?.Fingerprint, job.Type, job.Error?.Type)).Select(Group);
        return ([.. groups.OrderByDescending(group => group.LastSeen)], page.Cursor is null);
    }

    private static FailureGroup Group(IEnumerable<Job> jobs)
    {
        var all = jobs.OrderByDescending(job => job.EndedAt).ToList();
        var last = all[0];
        return new FailureGroup(
            last.Error?.Fingerprint, last.Type, last.Error?.Type ?? "", last.Error?.Message ?? "", all.Count, all[^1].EndedAt!.Value, last.EndedAt!.Value,
            last.Id);
    }
}
