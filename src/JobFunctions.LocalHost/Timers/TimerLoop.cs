using JobFunctions.LocalHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Timers;

/// <summary>Runs one timer function when it is due, one run after the other.</summary>
internal sealed class TimerLoop(
    FunctionDescriptor function,
    TimerTriggerAttribute trigger,
    TimerSchedule schedule,
    TimerStatusStore statuses,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly FunctionInvoker _invoker = new(function, routeValues: []);
    private readonly bool _monitored = trigger.UseMonitor && !schedule.IsUnderAMinute(time.GetUtcNow());
    private ScheduleStatus? _status;
    private bool _started;

    /// <summary>Runs as long as this process holds the lease.</summary>
    public async Task RunAsync(CancellationToken held)
    {
        try
        {
            await CatchUpAsync(held);
            for (var due = schedule.Next(time.GetUtcNow()); ; due = schedule.Next(Later(due, time.GetUtcNow())))
            {
                await WaitUntilAsync(due, held);
                await InvokeAsync(pastDue: false, held);
            }
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
        }
    }

    private async Task CatchUpAsync(CancellationToken held)
    {
        _status = _monitored ? await statuses.LoadAsync(function.Name) : null;
        var missed = _status is not null && _status.Next < time.GetUtcNow().UtcDateTime;
        var first = !_started;
        _started = true;
        if (missed || (first && trigger.RunOnStartup))
            await InvokeAsync(missed, held);
        else if (_status is null)
            await RecordAsync(last: default);
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken held)
    {
        for (TimeSpan wait; (wait = due - time.GetUtcNow()) > TimeSpan.Zero;)
            await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, held);
    }

    private async Task InvokeAsync(bool pastDue, CancellationToken held)
    {
        held.ThrowIfCancellationRequested();
        var began = time.GetUtcNow().UtcDateTime;
        var info = new TimerInfo { ScheduleStatus = _status, IsPastDue = pastDue };
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await _invoker.InvokeAsync(new Invocation(function.Name, info, new Dictionary<string, object?>(), scope.ServiceProvider, held));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !held.IsCancellationRequested)
        {
            logger.TimerFailed(function.Name, exception);
        }

        await RecordAsync(began);
    }

    private async Task RecordAsync(DateTime last)
    {
        if (!_monitored)
            return;
        var now = time.GetUtcNow();
        _status = new ScheduleStatus { Last = last, Next = schedule.Next(now).UtcDateTime, LastUpdated = now.UtcDateTime };
        await statuses.SaveAsync(function.Name, _status);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
