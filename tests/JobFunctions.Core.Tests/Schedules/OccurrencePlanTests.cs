using JobFunctions.Core.Schedules;

namespace JobFunctions.Core.Tests.Schedules;

public class OccurrencePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 30, TimeSpan.Zero);

    [Theory]
    [InlineData(MisfirePolicy.Skip, 0)]
    [InlineData(MisfirePolicy.Once, 1)]
    [InlineData(MisfirePolicy.All, 100)]
    public void Missed_occurrences_are_made_up_for_as_far_as_the_policy_says(MisfirePolicy misfire, int madeUp)
    {
        // Every minute, and nobody was there for a day: 11:59:30 and earlier is missed, 12:00 is in time, 12:01 is ahead.
        var plan = OccurrencePlan.Of(CronClock.Of("* * * * *", "UTC"), Now.AddDays(-1), misfire, Now);

        Assert.Equal(madeUp + 2, plan.Due.Count);
        Assert.Equal(plan.Due.Order(), plan.Due);
        Assert.Equal([Minute(0), Minute(1)], plan.Due.TakeLast(2));
        Assert.Equal(Enumerable.Range(1, madeUp).Select(i => Minute(i - madeUp - 1)), plan.Due.SkipLast(2));
        Assert.Equal(Minute(2), plan.Next);
    }

    [Fact]
    public void Nothing_is_submitted_twice_from_one_look_to_the_next()
    {
        var clock = CronClock.Of("*/7 * * * * *", "UTC");
        var next = Now;
        var submitted = new List<DateTimeOffset>();
        for (var now = Now; now < Now.AddMinutes(10); now = now.AddSeconds(13))
        {
            if (next > now + OccurrencePlan.Ahead)
                continue;
            var plan = OccurrencePlan.Of(clock, next, MisfirePolicy.All, now);
            submitted.AddRange(plan.Due);
            next = plan.Next!.Value;
        }

        Assert.Equal(clock.Between(Now, submitted[^1]), submitted);
        Assert.True(submitted[^1] > Now.AddMinutes(10));
    }

    [Fact]
    public void Whoever_looks_at_the_same_time_later_submits_no_other_ids()
    {
        var one = OccurrenceId.Of("revision", 3, Now);
        Assert.Equal(one, OccurrenceId.Of("revision", 3, Now));
        Assert.Equal(3, one.Shard);
        Assert.Distinct([one, OccurrenceId.Of("revision", 3, Now.AddSeconds(1)), OccurrenceId.Of("revisio2", 3, Now)]);
    }

    private static DateTimeOffset Minute(int after) => new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(after);
}
