using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Limits;

/// <summary>
/// Finds the slots that a crash left: those of dead instances, and those that nobody came for. Then it gives what is free to those who
/// wait, which also wakes whom a changed limit frees.
/// </summary>
/// <param name="desk">Where slots are given back.</param>
/// <param name="table">The slots.</param>
/// <param name="store">The jobs.</param>
/// <param name="instances">The heartbeats.</param>
/// <param name="own">Whether heartbeats get through at all.</param>
/// <param name="controls">Whether jobs may start, and under which limits.</param>
/// <param name="options">Lease, grace and skew.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was found.</param>
public sealed class SlotSweep(
    SlotDesk desk, SlotTable table, IJobStore store, InstanceTable instances, OwnHeartbeat own, Controls controls,
    IOptions<JobOptions> options, TimeProvider time, ILogger<SlotSweep> log)
{
    /// <summary>Frees what is left over, and gives what is free.</summary>
    /// <returns>How many slots were freed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var freed = 0;
        await foreach (var slot in LeftOverAsync(cancellationToken))
        {
            // A job that still waits for this slot goes back in line; without limits its bell is all that it needs.
            var job = await store.FindAsync(slot.Job.Job, cancellationToken);
            var waits = job is { Status: JobStatus.Pending or JobStatus.Scheduled } && job.Generation == slot.Job.Generation;
            await desk.AskAsync(waits ? SlotAsk.Return(slot) : SlotAsk.Release(slot));
            Log.SlotFreed(log, slot.Job.Job, slot.Instance ?? "nobody");
            freed++;
        }

        await desk.AskAsync(SlotAsk.Look());
        return freed;
    }

    /// <summary>The slots that nobody uses: a job's that was not claimed in time, and those of instances whose lease and grace are over.</summary>
    internal async IAsyncEnumerable<Slot> LeftOverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, DateTimeOffset>? heartbeats = null;
        var now = time.GetUtcNow();
        var runs = await controls.ProcessorRunsAsync(cancellationToken);
        await foreach (var slot in table.SlotsAsync(cancellationToken))
        {
            if (slot.Instance is null)
            {
                if (runs && slot.At + options.Value.GrantPatience < now)
                    yield return slot;
                continue;
            }

            // Nobody's heartbeat got through: that says nothing of the others.
            if (!own.IsSteady(now))
                continue;
            heartbeats ??= (await instances.ListAsync(cancellationToken)).ToDictionary(instance => instance.Id, instance => instance.HeartbeatAt);
            var renewed = heartbeats.TryGetValue(slot.Instance, out var beat) && beat > slot.At ? beat : slot.At;
            if (renewed + options.Value.Lease + options.Value.SlotGrace + options.Value.ClockSkew < now)
                yield return slot;
        }
    }
}
