using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>Forgets instances that have said nothing for long, and folds the counters that they and stopped ones left.</summary>
/// <param name="store">The counters.</param>
/// <param name="instances">The heartbeats.</param>
/// <param name="self">This process, whose counters stay.</param>
/// <param name="options">How long silence may last.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was found.</param>
public sealed class SilentInstances(
    IJobStore store, InstanceTable instances, Instance self, IOptions<JobOptions> options, TimeProvider time, ILogger<SilentInstances> log)
{
    /// <summary>Removes the rows of silent instances; their jobs are the stuck-job timer's.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var alive = new HashSet<string> { self.Id };
        foreach (var instance in await instances.ListAsync(cancellationToken))
        {
            if (instance.HeartbeatAt + options.Value.SilentAfter >= time.GetUtcNow())
            {
                alive.Add(instance.Id);
                continue;
            }

            await instances.RemoveAsync(instance.Id, cancellationToken);
            Log.SilentInstance(log, instance.Id, instance.HeartbeatAt);
        }

        await store.FoldCountersAsync(instance => !alive.Contains(instance), cancellationToken);
    }
}
