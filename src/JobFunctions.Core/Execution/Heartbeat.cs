using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Says that this instance is there: often while it runs jobs, since that renews their lease, seldom while it is idle. One row,
/// however many jobs.
/// </summary>
internal sealed class Heartbeat(
    InstanceTable instances, Instance self, RunningJobs running, OwnHeartbeat own, IOptions<JobOptions> options, TimeProvider time,
    ILogger<Heartbeat> log)
    : BackgroundService
{
    private TimeSpan _processorTime = Environment.CpuUsage.TotalTime;
    private long _measuredAt = time.GetTimestamp();
    private DateTimeOffset _lastBeat = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, time);
        do
        {
            try
            {
                await BeatAsync(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                own.Failed(time.GetUtcNow());
                Log.RoundFailed(log, nameof(Heartbeat), StorageTrouble.Reason(trouble));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // An instance that leaves in good order is not looked for. With jobs still running its row stays, and their lease with it.
        if (running.Count > 0)
            return;
        try
        {
            await instances.RemoveAsync(self.Id, cancellationToken);
        }
        catch (Exception trouble)
        {
            Log.RoundFailed(log, nameof(Heartbeat), StorageTrouble.Reason(trouble));
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var jobs = running.Count;
        if (jobs == 0 && now - _lastBeat < options.Value.IdleHeartbeat)
            return;
        var memory = Environment.WorkingSet / (1024.0 * 1024.0);

        // A request that hangs must not outlast the lease: the next beat tries again.
        using var limit = new CancellationTokenSource(options.Value.Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await instances.BeatAsync(
            new InstanceRow(self.Id, self.Name, self.StartedAt, now, jobs, Math.Round(CpuPercent(), 1), Math.Round(memory, 1)),
            either.Token);
        _lastBeat = now;
        own.Succeeded(now);
    }

    private double CpuPercent()
    {
        var used = Environment.CpuUsage.TotalTime;
        var elapsed = time.GetElapsedTime(_measuredAt);
        var percent = elapsed > TimeSpan.Zero ? 100 * (used - _processorTime) / elapsed : 0;
        (_processorTime, _measuredAt) = (used, time.GetTimestamp());
        return percent;
    }
}
