using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Timers;

/// <summary>Runs the timer functions while this process holds their lease.</summary>
internal sealed class TimerService(
    FunctionCatalog functions,
    IConfiguration configuration,
    TimerLease lease,
    TimerStatusStore statuses,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<TimerService> logger) : BackgroundService
{
    private List<TimerLoop> _loops = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. functions.Of<TimerTriggerAttribute>().Select(Create)];
        return _loops.Count == 0 ? Task.CompletedTask : base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await lease.HoldAsync(held => Task.WhenAll(_loops.Select(loop => loop.RunAsync(held))), stopping.Token);
    }

    private TimerLoop Create((FunctionDescriptor Function, TimerTriggerAttribute Trigger) triggered)
    {
        var schedule = TimerSchedule.Parse(SettingNames.Resolve(triggered.Trigger.Schedule, configuration));
        return new TimerLoop(triggered.Function, triggered.Trigger, schedule, statuses, scopes, time, logger);
    }
}
