using JobFunctions.Core.Handlers;

namespace JobFunctions.Core.Tests.Execution;

public class WeightTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_type_that_weighs_nothing_ends_the_start(int weight)
    {
        var wrong = Assert.Throws<ArgumentException>(() => new JobHandlers([new ScriptedHandler { Weight = weight }]));

        Assert.Contains($"scripted weighs {weight}", wrong.Message, StringComparison.Ordinal);
    }
}
