namespace JobFunctions.Core.Storage;

/// <summary>What an instance last said of itself.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Name">What its operator calls it.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="HeartbeatAt">When it said this; its jobs' leases count from here.</param>
/// <param name="RunningJobs">How many attempts it runs.</param>
/// <param name="CpuPercent">Its processor time since its last word, in percent of one processor.</param>
/// <param name="MemoryMb">Its working set, in MiB.</param>
public sealed record InstanceRow(
    string Id, string Name, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, int RunningJobs, double CpuPercent, double MemoryMb);
