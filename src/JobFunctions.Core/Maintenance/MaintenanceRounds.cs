using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Schedules;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Core.Maintenance;

/// <summary>
/// What the timers do. The short rounds share one timer, since an idle service pays for executions and not for what they find; the two
/// that may take long have their own. None of them does anything by a clock that is wrong.
/// </summary>
public sealed class MaintenanceRounds
{
    private static readonly TimeSpan EveryTick = TimeSpan.FromSeconds(30);

    private readonly DueRounds _short;
    private readonly Retention _retention;
    private readonly Reconciler _reconciler;
    private readonly ClockCheck _clock;

    /// <param name="stuck">Within two minutes a dead process's jobs run elsewhere: of these the lease and the skew take 70 s.</param>
    /// <param name="outbox">Tells followers what a dead process did not.</param>
    /// <param name="parked">Rings the bells that are parked although the processor runs.</param>
    /// <param name="slots">Frees the slots that a crash left.</param>
    /// <param name="schedules">Submits a minute ahead: two ticks come before any run is due.</param>
    /// <param name="bells">Rings for due jobs that lost their bell; nothing lost is found before it has been due for a minute.</param>
    /// <param name="silent">Forgets instances that said nothing for five minutes.</param>
    /// <param name="retention">Removes what is old.</param>
    /// <param name="reconciler">Mends what should never be.</param>
    /// <param name="clock">Whether this machine knows what time it is.</param>
    /// <param name="time">What time it is.</param>
    /// <param name="log">Which round failed.</param>
    public MaintenanceRounds(
        StuckJobs stuck, OutboxDelivery outbox, ParkedJobs parked, SlotSweep slots, ScheduleRound schedules, LostBells bells, SilentInstances silent,
        Retention retention, Reconciler reconciler, ClockCheck clock, TimeProvider time, ILogger<MaintenanceRounds> log)
    {
        (_retention, _reconciler, _clock) = (retention, reconciler, clock);
        _short = new DueRounds(
            [
                new(nameof(StuckJobs), EveryTick, stuck.ResetAsync),
                new(nameof(OutboxDelivery), EveryTick, outbox.DeliverLeftAsync),
                new(nameof(ParkedJobs), EveryTick, parked.RingAsync),
                new(nameof(SlotSweep), EveryTick, slots.SweepAsync),
                new(nameof(ScheduleRound), EveryTick, schedules.SubmitDueAsync),
                new(nameof(LostBells), TimeSpan.FromMinutes(1), bells.RingAsync),
                new(nameof(SilentInstances), TimeSpan.FromMinutes(5), silent.ForgetAsync),
            ],
            time,
            log);
    }

    /// <summary>The short rounds that are due.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        if (await _clock.IsRightAsync(cancellationToken))
            await _short.RunAsync(cancellationToken);
    }

    /// <summary>Removes what has been over for long enough.</summary>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        if (await _clock.IsRightAsync(cancellationToken))
            await _retention.CleanUpAsync(cancellationToken);
    }

    /// <summary>Mends rows that contradict each other, when it is time for that.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        if (await _clock.IsRightAsync(cancellationToken))
            await _reconciler.MendIfDueAsync(cancellationToken);
    }
}
