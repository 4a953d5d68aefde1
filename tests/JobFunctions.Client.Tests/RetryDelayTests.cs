using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;

namespace JobFunctions.Client.Tests;

public class RetryDelayTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));

    private static readonly JobClientOptions Options = new()
    {
        RetryBase = TimeSpan.FromSeconds(1),
        RetryCap = TimeSpan.FromSeconds(30),
        Time = Time,
    };

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 0.5, 0.5)]
    [InlineData(3, 0.5, 2)]
    [InlineData(5, 0.5, 8)]
    [InlineData(6, 0.5, 15)]
    [InlineData(int.MaxValue, 0.5, 15)]
    public void The_bound_doubles_up_to_the_cap_and_chance_takes_a_part_of_it(int retry, double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDelay.Of(retry, null, Options, random));

    [Fact]
    public void What_the_service_asks_for_comes_first()
    {
        Assert.Equal(TimeSpan.FromSeconds(10.5), RetryDelay.Of(1, new RetryConditionHeaderValue(TimeSpan.FromSeconds(10)), Options, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(7.5), RetryDelay.Of(1, new RetryConditionHeaderValue(Time.GetUtcNow().AddSeconds(7)), Options, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), RetryDelay.Of(1, new RetryConditionHeaderValue(Time.GetUtcNow().AddDays(-1)), Options, 0.5));
    }

    [Fact]
    public void Nobody_waits_longer_than_the_cap() =>
        Assert.Equal(Options.RetryCap, RetryDelay.Of(9, new RetryConditionHeaderValue(TimeSpan.FromHours(1)), Options, 0.9));
}
