using System.Text.Json;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.LocalHost.Demo;

namespace JobFunctions.JobTypes.Tests.DataMatching;

public class SampleDataTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(20240229)]
    [InlineData(7)]
    public async Task Finds_the_true_pairs_of_the_dirty_sample(int seed)
    {
        var sample = SampleData.Generate(seed);
        var job = new FakeJobContext().WithInput(SampleData.Name1, sample.File1).WithInput(SampleData.Name2, sample.File2);

        var result = await new DataMatchingHandler().RunAsync(
            JsonElement.Parse(SampleData.MatchingConfig), job, TestContext.Current.CancellationToken);

        var quality = MatchQuality.Of(job.Result("matched_results.json"), sample.Truth);
        output.WriteLine($"precision {quality.Precision:F4}, recall {quality.Recall:F4}, {result}");
        Assert.InRange(quality.Precision, 0.95, 1);
        Assert.InRange(quality.Recall, 0.90, 1);
    }

    [Fact]
    public void Is_the_same_for_the_same_seed()
    {
        var (first, second) = (SampleData.Generate(), SampleData.Generate());

        Assert.Equal(first.File1, second.File1);
        Assert.Equal(first.File2, second.File2);
        Assert.Equal(first.Truth, second.Truth);
    }
}
