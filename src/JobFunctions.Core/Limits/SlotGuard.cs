using JobFunctions.Core.Execution;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Limits;

/// <summary>
/// Keeps the limits strict when this instance can't renew its lease: others will take its slots, so by then its handlers must have
/// returned. They are stopped when the lease is over, and one that ignores this takes the process with it.
/// </summary>
/// <param name="running">The attempts.</param>
/// <param name="own">When the lease was renewed.</param>
/// <param name="end">Ends the process.</param>
/// <param name="options">Lease and grace.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">What was done.</param>
internal sealed class SlotGuard(
    RunningJobs running, OwnHeartbeat own, ProcessEnd end, IOptions<JobOptions> options, TimeProvider time, ILogger<SlotGuard> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var now = time.GetUtcNow();
        foreach (var attempt in running.All)
        {
            if (attempt is not { Slot: { } slot, IsHandlerRunning: true })
                continue;
            var renewed = own.BeatenAt > slot.At ? own.BeatenAt.Value : slot.At;
            var over = now - renewed - options.Value.Lease;
            if (over >= options.Value.SlotGrace)
            {
                Log.HandlerOutlivedLease(log, attempt.Id);
                end.Now();
            }
            else if (over >= TimeSpan.Zero && !attempt.LeaseOver.IsCancellationRequested)
            {
                Log.LeaseOver(log, attempt.Id);
                attempt.EndLease();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Look();
    }
}
