using JobFunctions.Core.Execution;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Rates;

/// <summary>
/// Holds back jobs that would start too fast. Each gets a start time of its own, reserved in its keys' rows. A job that comes back at
/// that time starts; one that comes too late for it gets another one, since starts that pile up would exceed the rate.
/// </summary>
/// <param name="controls">The rules in force.</param>
/// <param name="desk">Where times are reserved.</param>
/// <param name="time">What time it is.</param>
public sealed class StartRate(Controls controls, RateDesk desk, TimeProvider time)
{
    /// <summary>How much later than reserved a job may start.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);

    /// <summary>So much is waited for in place: a bell comes at whole seconds, a start on its moment.</summary>
    private static readonly TimeSpan InPlace = TimeSpan.FromSeconds(2);

    /// <summary>How much earlier than reserved the bell shall come.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the job's turn, if that is near.</summary>
    /// <param name="job">Due.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The time that is reserved for it, when it is not near; null when it may start now.</returns>
    internal async ValueTask<DateTimeOffset?> HoldBackAsync(Job job, CancellationToken cancellationToken)
    {
        var rules = (await controls.RatesAsync(cancellationToken)).Of(job);
        if (rules.Count == 0)
            return null;
        for (var start = job.ReservedStart; ;)
        {
            var now = time.GetUtcNow();

            // The next time is not wanted at once: where reserving takes long it would be missed, too.
            if (start is null || now > start + Lateness)
                start = await desk.ReserveAsync(rules, start is null ? now : now + InPlace);
            var wait = start.Value - time.GetUtcNow();
            if (wait > InPlace)
                return start;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken);
            if (time.GetUtcNow() <= start + Lateness)
                return null;
        }
    }

    /// <summary>How long a bell is hidden for a start at a time: it comes a little earlier, since the rest is waited for in place.</summary>
    internal TimeSpan BellDelay(DateTimeOffset start) => TimeSpan.FromSeconds(Math.Floor((start - time.GetUtcNow() - Early).TotalSeconds));
}
