using JobFunctions.Core.Execution;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Service;

/// <summary>How the instances are, taken together.</summary>
public enum WorkerHealth
{
    /// <summary>There is at least one, and all have said so in time.</summary>
    Healthy,

    /// <summary>Some are overdue with their word.</summary>
    Degraded,

    /// <summary>None has said anything for long.</summary>
    Unhealthy,
}

/// <summary>What the instances say of themselves.</summary>
/// <param name="Total">How many are there.</param>
/// <param name="Busy">How many of them run jobs.</param>
/// <param name="CpuPercent">Their processor time, in percent of one processor, on average.</param>
/// <param name="MemoryMb">Their working sets together, in MiB.</param>
/// <param name="Health">How they are.</param>
public sealed record WorkerSummary(int Total, int Busy, double CpuPercent, double MemoryMb, WorkerHealth Health);

/// <summary>Looks at the heartbeats of all instances. What this process knows of itself is as of now.</summary>
/// <param name="instances">The heartbeats.</param>
/// <param name="self">This process.</param>
/// <param name="running">The attempts of this process.</param>
/// <param name="options">How often an instance speaks.</param>
/// <param name="time">What time it is.</param>
public sealed class Workers(InstanceTable instances, Instance self, RunningJobs running, IOptions<JobOptions> options, TimeProvider time)
{
    private const double BytesPerMb = 1024 * 1024;

    /// <summary>The instances that are not silent.</summary>
    public async Task<WorkerSummary> LookAsync(CancellationToken cancellationToken)
    {
        var live = await ListAsync(cancellationToken);
        if (live.Count == 0)
            return new WorkerSummary(0, 0, 0, 0, WorkerHealth.Unhealthy);

        return new WorkerSummary(
            live.Count,
            live.Count(instance => instance.RunningJobs > 0),
            Math.Round(live.Average(instance => instance.CpuPercent), 1),
            Math.Round(live.Sum(instance => instance.MemoryMb), 1),
            live.Any(IsOverdue) ? WorkerHealth.Degraded : WorkerHealth.Healthy);
    }

    /// <summary>Each instance that is not silent, the oldest first.</summary>
    public async Task<IReadOnlyList<InstanceRow>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [..
            from instance in await instances.ListAsync(cancellationToken)
            where instance.HeartbeatAt + options.Value.SilentAfter >= now
            orderby instance.StartedAt
            select instance.Id == self.Id ? Now(instance) : instance];
    }

    /// <summary>Whether an instance should have spoken since.</summary>
    public bool IsOverdue(InstanceRow instance) =>
        instance.HeartbeatAt + options.Value.IdleHeartbeat + options.Value.Lease < time.GetUtcNow();

    private InstanceRow Now(InstanceRow told) => told with { RunningJobs = running.Count, MemoryMb = Environment.WorkingSet / BytesPerMb };
}
