using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Storage;

/// <summary>Tells who wants to know of every change that this process has committed.</summary>
public sealed class CommitFeed
{
    /// <summary>A job was committed: as it was before, null when it is new, and as it is now, null once it is deleted. Handlers are quick and don't throw.</summary>
    public event Action<JobId, Job?, Job?>? Committed;

    /// <summary>A change was committed that followers must hear of. Handlers are quick and don't throw.</summary>
    public event Action<OutboxEntry>? Followed;

    internal void Tell(JobId id, Job? before, Job? after) => Committed?.Invoke(id, before, after);

    internal void Tell(OutboxEntry entry) => Followed?.Invoke(entry);
}
