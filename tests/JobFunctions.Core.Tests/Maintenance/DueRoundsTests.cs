using JobFunctions.Core.Maintenance;
using JobFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Maintenance;

public class DueRoundsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, int> _runs = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_round_comes_in_its_period_though_no_tick_is_exact()
    {
        var rounds = Rounds(Counted("often", Tick), Counted("minute", 2 * Tick), Counted("five", 10 * Tick));

        foreach (var late in new[] { 0, 2, 0, 3, 1, 0, 4, 0, 0, 0 })
        {
            _time.Advance(TimeSpan.FromSeconds(late));
            await rounds.RunAsync(Token);
            _time.Advance(Tick - TimeSpan.FromSeconds(late));
        }

        Assert.Equal((10, 5, 1), (_runs["often"], _runs["minute"], _runs["five"]));
    }

    [Fact]
    public async Task A_failure_stops_no_other_round_and_comes_again()
    {
        var rounds = Rounds(
            Counted("throws", Tick, _ => throw new InvalidOperationException("as asked")),
            Counted("fails", Tick, _ => Task.FromException(new IOException("as asked"))),
            Counted("works", Tick));

        await rounds.RunAsync(Token);
        _time.Advance(Tick);
        await rounds.RunAsync(Token);

        Assert.Equal((2, 2, 2), (_runs["throws"], _runs["fails"], _runs["works"]));
    }

    [Fact]
    public async Task A_long_round_keeps_no_short_one_from_coming_in_time()
    {
        var end = new TaskCompletionSource();
        var rounds = Rounds(Counted("long", Tick, _ => end.Task), Counted("short", Tick));

        var tick = rounds.RunAsync(Token);
        var stop = _time.GetUtcNow() + (3 * Tick);
        await Eventually.BecomesTrue(() => Pass() && _time.GetUtcNow() >= stop && _runs["short"] >= 3, "the short one came again and again");
        Assert.False(tick.IsCompleted);
        end.SetResult();
        await Eventually.BecomesTrue(() => Pass() && tick.IsCompleted, "the tick ends with its last round");

        bool Pass()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return true;
        }
    }

    [Fact]
    public async Task A_round_that_does_not_end_is_cut_before_the_host_ends_the_process()
    {
        var began = _time.GetUtcNow();
        var rounds = Rounds(Counted("hangs", Tick, stop => Task.Delay(Timeout.Infinite, stop)));

        var tick = rounds.RunAsync(Token);
        await Eventually.BecomesTrue(
            () =>
            {
                if (_time.GetUtcNow() - began < DueRounds.Longest + Tick)
                    _time.Advance(TimeSpan.FromSeconds(5));
                return tick.IsCompleted;
            },
            "the tick is over");
        await tick;

        Assert.Equal(1, _runs["hangs"]);
    }

    private DueRounds Rounds(params Round[] rounds) => new(rounds, _time, NullLogger.Instance);

    private Round Counted(string name, TimeSpan period, Func<CancellationToken, Task>? act = null) => new(name, period, stop =>
    {
        _runs[name] = _runs.GetValueOrDefault(name) + 1;
        return act?.Invoke(stop) ?? Task.CompletedTask;
    });
}
