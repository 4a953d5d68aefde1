using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Testing;

/// <summary>
/// A clock that stands until a test sets it on, and that knows what waits on it: set on before the code under test waits, it would
/// leave that code waiting for longer.
/// </summary>
/// <param name="start">What time it is at first.</param>
public sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentDictionary<TimeSpan, int> _waits = new();

    /// <summary>Begins now.</summary>
    public SteppedTime() : this(System.GetUtcNow()) { }

    /// <summary>How many waits of exactly this length have begun so far.</summary>
    public int Waits(TimeSpan length) => _waits.GetValueOrDefault(length);

    /// <summary>Waits until as many waits of exactly this length have begun.</summary>
    public Task BeginsToWait(TimeSpan length, int times = 1) =>
        Eventually.BecomesTrue(() => Waits(length) >= times, $"something waits for {length} for the {times}. time");

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.AddOrUpdate(dueTime, 1, (_, times) => times + 1);
        return timer;
    }
}
