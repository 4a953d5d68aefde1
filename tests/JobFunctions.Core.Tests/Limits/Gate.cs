using System.Collections.Concurrent;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Limits;

/// <summary>Holds every handler until it is opened, and counts how many are inside.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new();
    private readonly ConcurrentDictionary<JobId, TaskCompletionSource> _entered = new();
    private readonly Lock _lock = new();
    private int _inside;

    public Gate(Core core) => core.Handler.Script = async (context, _) =>
    {
        lock (_lock)
            MostAtOnce = Math.Max(MostAtOnce, ++_inside);
        Entry(context.Id).TrySetResult();
        await _open.Task;
        lock (_lock)
            _inside--;
        return null;
    };

    public int MostAtOnce { get; private set; }

    public Task Entered(Job job) => Entry(job.Id).Task;

    public void Open() => _open.TrySetResult();

    private TaskCompletionSource Entry(JobId job) => _entered.GetOrAdd(job, _ => new TaskCompletionSource());
}
