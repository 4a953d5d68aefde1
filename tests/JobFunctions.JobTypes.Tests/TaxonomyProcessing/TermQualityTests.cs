using System.Text;
using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.Tests.TaxonomyProcessing;

/// <summary>The terms that are found in the documentation against those that a reader lists.</summary>
public class TermQualityTests(ITestOutputHelper output)
{
    // A little below what docs/job-types/taxonomy_processing.md says was measured.
    [Theory]
    [InlineData(25, 0.80, 0.13)]
    [InlineData(50, 0.74, 0.25)]
    [InlineData(100, 0.64, 0.45)]
    [InlineData(150, 0.52, 0.55)]
    public async Task Terms_of_the_documentation_are_those_of_its_reader(int best, double precision, double recall)
    {
        var job = new FakeJobContext().WithResultsOf("chunks", await Taxonomies.ChunkDocumentationAsync());
        var labelled = Encoding.UTF8.GetString(Samples.Read("labels/terms.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(Words.NormalTerm)
            .ToHashSet();

        var (taxonomy, _) = await Taxonomies.MakeAsync(job, """{ "chunks": [{ "job_id": "chunks" }] }""");

        var found = taxonomy.Ranked().Take(best).Select(term => Words.NormalTerm(term.Term)).ToHashSet();
        var quality = Quality.Of(found, labelled);
        output.WriteLine($"the best {best} terms: {quality}");
        output.WriteLine($"not labelled: {string.Join(", ", found.Except(labelled))}");
        Assert.InRange(quality.Precision, precision, 1);
        Assert.InRange(quality.Recall, recall, 1);
    }
}
