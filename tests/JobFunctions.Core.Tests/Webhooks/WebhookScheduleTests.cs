using JobFunctions.Core.Webhooks;

namespace JobFunctions.Core.Tests.Webhooks;

public class WebhookScheduleTests
{
    [Fact]
    public void The_pauses_grow_from_seconds_to_a_day_and_end_after_three()
    {
        var pauses = Enumerable.Range(1, WebhookSchedule.Tries).Select(tries => WebhookSchedule.After(tries, null, 0)).ToList();

        Assert.Equal((TimeSpan.FromSeconds(5), null), (pauses[0], pauses[^1]));
        Assert.Equal(pauses[..^1].Order(), pauses[..^1]);
        Assert.InRange(pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + (pause ?? default)), TimeSpan.FromDays(3), TimeSpan.FromDays(3.5));
    }

    [Fact]
    public void A_receiver_that_asks_for_more_gets_it_up_to_a_day()
    {
        Assert.Equal(TimeSpan.FromMinutes(2), WebhookSchedule.After(1, TimeSpan.FromMinutes(2), 0));
        Assert.Equal(TimeSpan.FromMinutes(5), WebhookSchedule.After(2, TimeSpan.FromMinutes(2), 0));
        Assert.Equal(TimeSpan.FromDays(1), WebhookSchedule.After(1, TimeSpan.FromDays(30), 0));
    }
}
