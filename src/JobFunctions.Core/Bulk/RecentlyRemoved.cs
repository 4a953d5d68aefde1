using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Bulk;

/// <summary>
/// The jobs that this process is removing or has just removed, so that a second call at the same time passes over them in place of
/// losing a transaction for each. Only a help: the rows decide. Bounded by what a few pages hold.
/// </summary>
internal sealed class RecentlyRemoved
{
    private const int Kept = 4_000;

    private readonly Lock _lock = new();
    private readonly HashSet<JobId> _jobs = [];
    private readonly Queue<JobId> _oldestFirst = new();

    /// <summary>Notes a job.</summary>
    /// <returns>False when it is noted already.</returns>
    public bool TryBegin(JobId job)
    {
        lock (_lock)
        {
            if (!_jobs.Add(job))
                return false;
            _oldestFirst.Enqueue(job);
            if (_oldestFirst.Count > Kept)
                _jobs.Remove(_oldestFirst.Dequeue());
            return true;
        }
    }

    /// <summary>The job was not removed after all.</summary>
    public void Forget(JobId job)
    {
        lock (_lock)
            _jobs.Remove(job);
    }
}
