using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Caching.Memory;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The waiting jobs that this process wrote lately: a claim needs no read then. Bounded by the memory of their configs.
/// </summary>
internal sealed class RecentJobs : IDisposable
{
    private const long MaxCharacters = 16 * 1024 * 1024;
    private const int CharactersOfARow = 1_000;

    private readonly MemoryCache _jobs = new(new MemoryCacheOptions { SizeLimit = MaxCharacters });

    public Job? Find(JobId id) => _jobs.Get<Job>(id);

    /// <summary>Keeps a job that this process just committed; one that does not wait any more is forgotten.</summary>
    public void Remember(JobId id, Job? job)
    {
        if (job is not { Status: JobStatus.Pending or JobStatus.Scheduled })
            _jobs.Remove(id);
        else
            _jobs.Set(id, job, new MemoryCacheEntryOptions
            {
                Size = CharactersOfARow + (job.Config?.Length ?? 0),
                SlidingExpiration = TimeSpan.FromMinutes(10),
            });
    }

    public void Dispose() => _jobs.Dispose();
}
