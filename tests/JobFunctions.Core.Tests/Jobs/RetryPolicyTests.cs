using CsCheck;
using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(7, 320)]
    [InlineData(8, 600)]
    [InlineData(100_000, 600)]
    public void The_bound_doubles_up_to_the_cap(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Policy.Delay(failures, 1));

    [Fact]
    public void The_pause_lies_anywhere_below_the_bound() => Gen.Select(Gen.Int[1, 1000], Gen.Double[0, 1]).Sample((failures, jitter) =>
        Policy.Delay(failures, jitter) >= TimeSpan.Zero && Policy.Delay(failures, jitter) <= Policy.Delay(failures, 1));
}
