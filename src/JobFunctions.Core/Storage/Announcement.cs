using System.Collections.Concurrent;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Stands for a write that is about to begin, until disposed.</summary>
internal sealed class Announcement : IDisposable
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<JobId, Task> _underWay;
    private readonly JobId _id;

    public Announcement(ConcurrentDictionary<JobId, Task> underWay, JobId id)
    {
        (_underWay, _id) = (underWay, id);
        underWay[id] = _over.Task;
    }

    public void Dispose()
    {
        _underWay.TryRemove(new KeyValuePair<JobId, Task>(_id, _over.Task));
        _over.TrySetResult();
    }
}
