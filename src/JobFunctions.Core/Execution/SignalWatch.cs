using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Execution;

/// <summary>
/// Hears what other instances say of the jobs that this one runs: one query for all of them, and none while it runs none.
/// </summary>
internal sealed class SignalWatch(
    InstanceTable instances, Instance self, RunningJobs running, IOptions<JobOptions> options, TimeProvider time, ILogger<SignalWatch> log)
    : BackgroundService
{
    /// <summary>A request that hangs must not keep the next round from hearing.</summary>
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SignalInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (running.Count == 0)
                continue;
            try
            {
                using var limit = new CancellationTokenSource(RoundLimit, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
                await foreach (var job in instances.SignalsAsync(self.Id, either.Token))
                    await HearAsync(job, either.Token);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RoundFailed(log, nameof(SignalWatch), StorageTrouble.Reason(trouble));
            }
        }
    }

    private async Task HearAsync(JobId job, CancellationToken cancellationToken)
    {
        // Its claim is being made: the attempt will be there at the next look.
        if (running.IsBeingClaimed(job))
            return;

        // Looked first, forgotten after: a failure in between costs a second look, not a lost cancel.
        foreach (var attempt in running.Of(job))
            await attempt.LookAsync(cancellationToken);
        await instances.HeardAsync(self.Id, job, cancellationToken);
    }
}
