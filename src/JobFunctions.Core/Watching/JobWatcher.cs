using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Watching;

/// <summary>
/// Lets any number of callers watch jobs. While a job is watched one reader looks at its row every <see cref="Interval"/> for all of
/// them; what this process commits itself they see at once.
/// </summary>
public sealed class JobWatcher : IDisposable
{
    /// <summary>How often a watched job is read.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Dictionary<JobId, WatchedJob> _watched = [];
    private readonly IJobStore _store;
    private readonly CommitFeed _feed;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Watches over a store.</summary>
    public JobWatcher(IJobStore store, CommitFeed feed, TimeProvider time, ILogger<JobWatcher> log)
    {
        (_store, _feed, _time, _log) = (store, feed, time, log);
        feed.Committed += OnCommitted;
    }

    /// <summary>How many jobs are watched: of each a snapshot is kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _watched.Count;
        }
    }

    /// <summary>Begins to watch a job, whether there is one or not. The first snapshot is the job as it is.</summary>
    /// <returns>To be disposed when nobody looks any more.</returns>
    public JobWatch Watch(JobId id)
    {
        var watch = new JobWatch(_time, ended => End(id, ended));
        lock (_lock)
        {
            if (!_watched.TryGetValue(id, out var watched))
                _watched[id] = watched = new WatchedJob(id, _store, _time, _log);
            watched.Add(watch);
        }

        return watch;
    }

    /// <summary>Ends every reader.</summary>
    public void Dispose()
    {
        _feed.Committed -= OnCommitted;
        lock (_lock)
        {
            foreach (var watched in _watched.Values)
                watched.Dispose();
            _watched.Clear();
        }
    }

    private void End(JobId id, JobWatch watch)
    {
        lock (_lock)
        {
            if (_watched.TryGetValue(id, out var watched) && watched.Remove(watch) && _watched.Remove(id))
                watched.Dispose();
        }
    }

    private void OnCommitted(JobId id, Job? before, Job? job)
    {
        WatchedJob? watched;
        lock (_lock)
            watched = _watched.GetValueOrDefault(id);
        watched?.Commit(job);
    }
}
