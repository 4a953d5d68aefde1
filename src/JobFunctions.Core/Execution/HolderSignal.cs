using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.Core.Execution;

/// <summary>Tells the attempt that runs a job that the job was taken from it.</summary>
/// <param name="running">The attempts of this process.</param>
/// <param name="instances">Where the attempts of others are reached.</param>
public sealed class HolderSignal(RunningJobs running, InstanceTable instances)
{
    /// <summary>
    /// Tells it. There is no way to stop this: the change is committed, and a caller who left by now must not keep the handler from
    /// hearing of it.
    /// </summary>
    /// <param name="before">The job as it was while it ran.</param>
    public Task TellAsync(Job before) => running.Find(before.Id, before.Generation) is { } attempt
        ? attempt.LookAsync(CancellationToken.None)
        : instances.SignalAsync(before.LockedBy!, before.Id, CancellationToken.None);
}
