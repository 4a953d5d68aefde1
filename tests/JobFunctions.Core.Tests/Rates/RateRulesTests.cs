using JobFunctions.Core.Rates;
using Job = JobFunctions.Core.Jobs.Job;

namespace JobFunctions.Core.Tests.Rates;

public class RateRulesTests
{
    [Theory]
    [InlineData("type:noop=10/s", "type:noop=10/1s+1")]
    [InlineData("owner:*=100/2m+20; key:a%20b%3D=5/h", "key:a%20b%3D=5/3600s+1; owner:*=100/120s+20")]
    [InlineData("", "")]
    public void A_text_is_read_and_written(string text, string written)
    {
        Assert.True(RateRules.TryParse(text, out var rules));
        Assert.Equal(written, rules.ToString());
        Assert.True(RateRules.TryParse(rules.ToString(), out var again));
        Assert.Equal(rules.All, again.All);
    }

    [Theory]
    [InlineData("noop=10/s")]
    [InlineData("type:noop=10")]
    [InlineData("type:noop=-1/s")]
    [InlineData("type:noop=10/0s")]
    [InlineData("type:noop=10/2d")]
    [InlineData("type:noop=10/s+0")]
    [InlineData("type:noop=10/s; type:noop=5/s")]
    public void What_is_no_rule_is_refused(string text) => Assert.False(RateRules.TryParse(text, out _));

    [Fact]
    public void A_job_is_under_the_rule_of_its_name_before_that_of_every_name()
    {
        Assert.True(RateRules.TryParse("owner:*=1/s; owner:ann=2/s; owner:root=0/s; key:*=3/s; type:other=4/s", out var rules));

        Assert.Equal([("owner:ann", 2)], Of(Make.Job()));
        Assert.Equal([("owner:ben", 1)], Of(Make.Job(owner: "ben")));
        Assert.Empty(Of(Make.Job(owner: "root")));
        Assert.Equal([("owner:ann", 2), ("key:k", 3)], Of(Make.Job() with { RateKey = "k" }));
        Assert.Empty(RateRules.None.Of(Make.Job()));

        IEnumerable<(string, int)> Of(Job job) => rules.Of(job).Select(rule => (rule.Key, rule.Starts));
    }

    [Fact]
    public void What_is_set_stands_in_the_place_of_what_is_configured()
    {
        Assert.True(RateRules.TryParse("type:a=1/s; type:b=1/s", out var configured));
        var set = RateRules.None.With(new RateRule("type:b", 5, TimeSpan.FromSeconds(1)));

        Assert.Equal([1, 5], configured.Under(set).All.Select(rule => rule.Starts));
        Assert.Equal([1, 1], configured.Under(set.Without("type:b")).All.Select(rule => rule.Starts));
    }
}
