using JobFunctions.LocalHost.Queues;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Queues;

public class QueueWakeUpsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Later = TimeSpan.FromDays(6);

    private readonly SteppedTime _time = new();
    private readonly QueueWakeUps _wakeUps;

    public QueueWakeUpsTests() => _wakeUps = new QueueWakeUps(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_ends_the_wait_of_its_queue_only()
    {
        var mine = _wakeUps.SignalOf("mine").WaitAsync(Long, Token);
        var other = _wakeUps.SignalOf("other").WaitAsync(Long, Token);
        _wakeUps.Enqueued("mine", TimeSpan.Zero);
        _wakeUps.Enqueued("unknown", TimeSpan.Zero);
        Assert.True(await Eventually.Completes(mine));
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task A_message_before_the_wait_is_not_missed_and_counts_once()
    {
        var signal = _wakeUps.SignalOf("mine");
        _wakeUps.Enqueued("mine", TimeSpan.Zero);
        Assert.True(await Eventually.Completes(signal.WaitAsync(Long, Token)));
        Assert.False(signal.WaitAsync(Long, Token).IsCompleted);
    }

    [Fact]
    public async Task A_delayed_message_wakes_when_it_can_be_received()
    {
        var waiting = _wakeUps.SignalOf("mine").WaitAsync(Long, Token);
        _wakeUps.Enqueued("mine", TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Eventually.Completes(waiting));
    }

    [Fact]
    public void A_message_that_comes_much_later_costs_no_timer()
    {
        _wakeUps.SignalOf("mine");
        _wakeUps.Enqueued("mine", Soon);
        _wakeUps.Enqueued("mine", Later);

        Assert.Equal((1, 0), (_time.Waits(Soon), _time.Waits(Later)));
    }

    [Fact]
    public async Task A_wait_without_a_message_ends_by_the_clock()
    {
        var waiting = _wakeUps.SignalOf("mine").WaitAsync(Long, Token);
        _time.Advance(Long);
        Assert.False(await Eventually.Completes(waiting));
    }
}
