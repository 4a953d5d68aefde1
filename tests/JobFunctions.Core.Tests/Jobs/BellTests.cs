using JobFunctions.Core.Jobs;

namespace JobFunctions.Core.Tests.Jobs;

public class BellTests
{
    private static readonly Bell Bell = new(JobId.New(Make.Start, 3, Guid.NewGuid()), new Generation(4, "token"), Make.Start);

    [Fact]
    public void What_a_bell_writes_it_reads()
    {
        Assert.True(Bell.TryParse(Bell.ToText(), out var read));
        Assert.Equal(Bell, read);

        var poisoned = Bell with { PoisonedAt = Make.Start.AddHours(1) };
        Assert.True(Bell.TryParse(poisoned.ToText(), out read));
        Assert.Equal(poisoned, read);
    }

    [Fact]
    public void Members_of_a_later_version_are_ignored() =>
        Assert.True(Bell.TryParse(Bell.ToText().Replace("{", """{"later":{"a":1},""", StringComparison.Ordinal), out _));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"job":"01a204ec-58fe-7174-bc99-b6a469d9d800","gen":"1.a","at":1}""")]
    [InlineData("""{"v":1,"job":"x","gen":"1.a","at":1}""")]
    [InlineData("""{"v":1,"job":"01a204ec-58fe-7174-bc99-b6a469d9d800","gen":"a","at":1}""")]
    [InlineData("""{"v":1,"job":"01a204ec-58fe-7174-bc99-b6a469d9d800","gen":"1.","at":1}""")]
    [InlineData("""{"v":1,"job":"01a204ec-58fe-7174-bc99-b6a469d9d800","gen":"1.a","at":"x"}""")]
    public void Anything_else_is_no_bell(string text) => Assert.False(Bell.TryParse(text, out _));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_strange_time_is_still_a_bell(long at) =>
        Assert.True(Bell.TryParse($$"""{"v":1,"job":"01a204ec-58fe-7174-bc99-b6a469d9d800","gen":"1.a","at":{{at}}}""", out _));
}
