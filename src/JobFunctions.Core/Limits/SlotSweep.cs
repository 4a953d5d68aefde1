using System.Runtime.CompilerServices;
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
/// <param name="changes">Lets a change of the limits take effect.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was found.</param>
public sealed class SlotSweep(
    SlotDesk desk, SlotTable table, IJobStore store, InstanceTable instances, OwnHeartbeat own, Controls controls,
    IOptions<JobOptions> options, OperatorChanges changes, TimeProvider time, ILogger<SlotSweep> log)
{
    private SlotLimits? _looked;

    /// <summary>Frees what is left over, and gives what is free.</summary>
    /// <returns>How many slots were freed.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var freed = 0;
        await foreach (var slot in LeftOverAsync(cancellationToken))
        {
            // A job that still waits for this slot goes back in line; without limits its bell is all that it needs.
            await desk.AskAsync(await WaitsAsync(slot.Job, cancellationToken) ? SlotAsk.Return(slot) : SlotAsk.Release(slot));
            Log.SlotFreed(log, slot.Job.Job, slot.Instance ?? "nobody");
            freed++;
        }

        // After a start, or a change that this instance did not make itself, users may have room who had none.
        var limits = await controls.LimitsAsync(cancellationToken);
        if (limits != _looked)
            await LookAtEverybodyAsync(cancellationToken);
        _looked = limits;
        await desk.AskAsync(SlotAsk.Look());
        return freed;
    }

    /// <summary>A limit has changed: looks at every user, since whoever was at his own limit may have room now.</summary>
    public void LookAtEverybodyInBackground() => changes.FollowInBackground(nameof(SlotSweep), LookAtEverybodyAsync);

    private async Task LookAtEverybodyAsync(CancellationToken cancellationToken)
    {
        await foreach (var user in table.LinesAsync(cancellationToken).OfType<SlotUser>())
            await desk.AskAsync(SlotAsk.Look(user.Name));
    }

    private async Task<bool> WaitsAsync(WaitingJob place, CancellationToken cancellationToken)
    {
        try
        {
            var job = await store.FindAsync(place.Job, cancellationToken);
            return job is { Status: JobStatus.Pending or JobStatus.Scheduled } && job.Generation == place.Generation;
        }
        catch (Exception damaged) when (DamagedRow.Is(damaged))
        {
            // It can't start, so it needs no slot.
            return false;
        }
    }

    /// <summary>The slots that nobody uses: a job's that was not claimed in time, and those of instances whose lease and grace are over.</summary>
    internal async IAsyncEnumerable<Slot> LeftOverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
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
