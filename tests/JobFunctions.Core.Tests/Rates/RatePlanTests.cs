using CsCheck;
using JobFunctions.Core.Rates;

namespace JobFunctions.Core.Tests.Rates;

public class RatePlanTests
{
    [Fact]
    public void Starts_come_one_interval_after_the_other_and_a_pause_gives_no_more_than_a_burst()
    {
        var rule = new RateRule("k", 10, TimeSpan.FromSeconds(1), Burst: 3);
        var plan = new RatePlan(new Dictionary<string, DateTimeOffset>());

        Assert.Equal([0, 0, 0, 100, 200], Reserve(5, Make.Start));
        Assert.Equal([5000, 5000, 5000, 5100], Reserve(4, Make.Start.AddSeconds(5)));

        IEnumerable<double> Reserve(int count, DateTimeOffset now) =>
            Enumerable.Range(0, count).Select(_ => (plan.Reserve([rule], now) - Make.Start).TotalMilliseconds).ToList();
    }

    [Fact]
    public void No_history_reserves_more_starts_in_a_window_than_rate_and_burst_allow() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 30], Gen.Int[1, 5], Gen.Int[0, 4_000].Array[1, 60]).Sample((starts, seconds, burst, steps) =>
        {
            var rule = new RateRule("k", starts, TimeSpan.FromSeconds(seconds), burst);
            var other = new RateRule("o", 3, TimeSpan.FromSeconds(7), 2);
            var plan = new RatePlan(new Dictionary<string, DateTimeOffset>());
            var now = Make.Start;
            var reserved = new List<DateTimeOffset>();
            foreach (var step in steps)
            {
                // Clocks of instances differ, so now may go back as well.
                now += TimeSpan.FromMilliseconds(step - 500);
                var start = plan.Reserve(step % 2 == 0 ? [rule] : [rule, other], now);
                Assert.True(start >= now);
                reserved.Add(start);
            }

            var window = TimeSpan.FromSeconds(seconds);
            reserved.Sort();
            Assert.All(reserved, from => Assert.True(reserved.Count(at => at >= from && at < from + window) <= starts + burst));
        });
}
