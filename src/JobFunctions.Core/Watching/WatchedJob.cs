using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Watching;

/// <summary>A job that somebody watches: its one reader, its last snapshot, and all who watch.</summary>
internal sealed class WatchedJob : IDisposable
{
    private readonly JobId _id;
    private readonly IJobStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<JobWatch> _watches = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private Snapshot? _last;
    private int _commits;

    public WatchedJob(JobId id, IJobStore store, TimeProvider time, ILogger log)
    {
        (_id, _store, _time, _log, _stopped) = (id, store, time, log, _stop.Token);
        _ = Task.Run(ReadAsync);
    }

    public void Add(JobWatch watch)
    {
        lock (_lock)
        {
            _watches.Add(watch);
            if (_last is not null)
                watch.Show(_last);
        }
    }

    /// <returns>Whether nobody is left.</returns>
    public bool Remove(JobWatch watch)
    {
        lock (_lock)
            return _watches.Remove(watch) && _watches.Count == 0;
    }

    /// <summary>This process has changed the job.</summary>
    public void Commit(Job? job)
    {
        lock (_lock)
        {
            _commits++;
            Show(job);
        }
    }

    /// <summary>Ends the reader.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await ReadOnceAsync();
                await Task.Delay(JobWatcher.Interval, _time, _stopped);
            }
            catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                Log.WatchFailed(_log, _id, StorageTrouble.Reason(trouble));
                FailIfUnknown(trouble);
                await Task.Delay(5 * JobWatcher.Interval, _time, CancellationToken.None);
            }
        }
    }

    private async Task ReadOnceAsync()
    {
        int commits;
        lock (_lock)
            commits = _commits;
        var job = await _store.FindAsync(_id, _stopped);
        lock (_lock)
        {
            // What was read while this process committed may be older than what the commit has shown.
            if (commits == _commits)
                Show(job);
        }
    }

    private void Show(Job? job)
    {
        if (_last is not null && _last.Job?.OperationId == job?.OperationId)
            return;
        _last = new Snapshot(job);
        _watches.ForEach(watch => watch.Show(_last));
    }

    private void FailIfUnknown(Exception trouble)
    {
        lock (_lock)
        {
            if (_last is null)
                _watches.ForEach(watch => watch.Fail(trouble));
        }
    }
}
