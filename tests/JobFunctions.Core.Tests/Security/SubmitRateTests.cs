using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Core.Tests.Security;

public class SubmitRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_burst_is_welcome_and_then_it_goes_on_at_the_rate()
    {
        var rate = Rate(60);
        for (var i = 0; i < 60; i++)
            rate.Take(Core.Ann);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Throws<TooManyRequestsException>(() => rate.Take(Core.Ann)).RetryAfter);
        rate.Take(Core.Admin);

        _time.Advance(TimeSpan.FromSeconds(2));
        rate.Take(Core.Ann);
        rate.Take(Core.Ann);
        Assert.Throws<TooManyRequestsException>(() => rate.Take(Core.Ann));

        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 60; i++)
            rate.Take(Core.Ann);
        Assert.Throws<TooManyRequestsException>(() => rate.Take(Core.Ann));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var rate = Rate(0);
        for (var i = 0; i < 10_000; i++)
            rate.Take(Core.Ann);
    }

    private SubmitRate Rate(int most) => new(Options.Create(new RequestOptions { SubmitsPerMinute = most }), _time);
}
