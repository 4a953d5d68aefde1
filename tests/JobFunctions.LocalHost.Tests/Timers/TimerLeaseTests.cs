using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using JobFunctions.LocalHost.Timers;
using JobFunctions.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.LocalHost.Tests.Timers;

public sealed class TimerLeaseTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    private readonly string _account = azurite.NewAccount();
    private readonly CancellationTokenSource _end = new();

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task A_lost_lease_ends_the_work_and_is_asked_for_again()
    {
        var holder = new Holder(_account);
        var holding = holder.Lease.HoldAsync(holder.WorkAsync, _end.Token);
        await Eventually.BecomesTrue(() => holder is { Began: 1, Working: true }, "the lease is held");

        var blob = new BlobClient(_account, "azure-webjobs-hosts", "locks/local/timers");
        await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(holder, () => holder is { Began: >= 2, Working: true }, "the work ended and began anew");

        await _end.CancelAsync();
        await Eventually.Completes(holding);
        Assert.False(holder.Working);
    }

    [Fact]
    public async Task A_released_lease_goes_to_who_waits()
    {
        using var firstEnd = new CancellationTokenSource();
        var (first, second) = (new Holder(_account), new Holder(_account));
        var firstHolding = first.Lease.HoldAsync(first.WorkAsync, firstEnd.Token);
        await Eventually.BecomesTrue(() => first.Working, "the first holds the lease");

        var secondHolding = second.Lease.HoldAsync(second.WorkAsync, _end.Token);
        await Eventually.BecomesTrue(() => second.Time.Waits > 0, "the second has asked and waits");
        Assert.False(second.Working);

        await firstEnd.CancelAsync();
        await Eventually.Completes(firstHolding);
        await AdvanceUntilAsync(second, () => second.Working, "the second holds the lease");
        await _end.CancelAsync();
        await Eventually.Completes(secondHolding);
    }

    private static Task AdvanceUntilAsync(Holder holder, Func<bool> condition, string what) => Eventually.BecomesTrue(() =>
    {
        if (condition())
            return true;
        holder.Time.Advance(RenewEvery);
        return false;
    }, what);

    private sealed class Holder
    {
        private int _began;
        private volatile bool _working;

        public Holder(string account)
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", account)]).Build();
            Lease = new TimerLease(new TimerStorage(configuration), Time, NullLogger<TimerLease>.Instance);
        }

        public CountingTime Time { get; } = new();

        public TimerLease Lease { get; }

        public int Began => Volatile.Read(ref _began);

        public bool Working => _working;

        public async Task WorkAsync(CancellationToken held)
        {
            Interlocked.Increment(ref _began);
            _working = true;
            await Task.Delay(Timeout.Infinite, held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _working = false;
        }
    }

    /// <summary>Tells that someone waits for its hands to move.</summary>
    private sealed class CountingTime : FakeTimeProvider
    {
        private int _waits;

        public int Waits => Volatile.Read(ref _waits);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _waits);
            return timer;
        }
    }
}
