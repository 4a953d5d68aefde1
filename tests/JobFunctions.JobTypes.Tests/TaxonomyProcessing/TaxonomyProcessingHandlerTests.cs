using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.TaxonomyProcessing;
using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.Tests.TaxonomyProcessing;

public class TaxonomyProcessingHandlerTests
{
    [Fact]
    public async Task Terms_that_stand_together_are_in_one_category()
    {
        string[] texts =
        [
            .. Enumerable.Repeat("The espresso machine grinds coffee beans. Coffee beans make espresso.", 6),
            .. Enumerable.Repeat("A sailing boat has a mainsail. Trim the mainsail of the sailing boat.", 6),
        ];
        var job = new FakeJobContext().WithInput("chunks.jsonl", Taxonomies.Chunks(texts));

        var (taxonomy, result) = await Taxonomies.MakeAsync(job, """{ "chunks": ["chunks.jsonl"], "levels": 1 }""");

        string[] boats = ["sailing", "boat", "mainsail", "trim"];
        Assert.InRange(taxonomy.Categories.Count, 2, 6);
        Assert.All(taxonomy.Categories, category => Assert.Single(
            category.Terms.Select(term => Words.NormalTerm(term.Term).Split(' ').Any(boats.Contains)).Distinct()));
        Assert.Equal((12, taxonomy.Categories.Count), (result.GetProperty("chunks").GetInt32(), result.GetProperty("categories").GetInt32()));
    }

    [Fact]
    public async Task Documentation_is_grouped_on_two_levels_and_each_term_stands_in_one_place()
    {
        var job = new FakeJobContext().WithResultsOf("chunks", await Taxonomies.ChunkDocumentationAsync());

        var (taxonomy, _) = await Taxonomies.MakeAsync(job, """{ "chunks": [{ "job_id": "chunks" }], "max_terms": 100 }""");

        var terms = taxonomy.Ranked();
        Assert.Equal(100, terms.Count);
        Assert.Equal(100, terms.Select(term => Words.NormalTerm(term.Term)).Distinct().Count());
        Assert.InRange(taxonomy.Categories.Count, 4, 12);
        Assert.Contains(taxonomy.Categories, category => category.Categories.Count > 1);
        Assert.All(Taxonomies.All(taxonomy.Categories), category => Assert.True(category.Terms.Count == 0 || category.Categories.Count == 0));
        Assert.All(
            taxonomy.Categories.SelectMany(outer => outer.Categories.Select(inner => (outer, inner))),
            pair => Assert.StartsWith(pair.outer.Id + ".", pair.inner.Id, StringComparison.Ordinal));
        Assert.Same(CategoryOf(taxonomy, "user-assigned identity"), CategoryOf(taxonomy, "identity"));
    }

    [Fact]
    public async Task A_term_knows_how_it_is_written_and_how_often()
    {
        var job = new FakeJobContext().WithInput(
            "chunks.jsonl", Taxonomies.Chunks("Job types: a job type.", "Many job\ntypes, one job-type.", "No other term here, no other words."));

        var (taxonomy, _) = await Taxonomies.MakeAsync(job, """{ "chunks": ["chunks.jsonl"], "min_frequency": 4 }""");

        var term = taxonomy.Ranked().Single(term => Words.NormalTerm(term.Term) == "job type");
        Assert.Equal((4, 2), (term.Frequency, term.Chunks));
        Assert.Equal(["Job types", "job type", "job types", "job-type"], term.Variants.Append(term.Term).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_chunks_make_the_same_taxonomy()
    {
        var chunks = await Taxonomies.ChunkDocumentationAsync();
        var (one, other) = (new FakeJobContext().WithResultsOf("chunks", chunks), new FakeJobContext().WithResultsOf("chunks", chunks));

        await Taxonomies.MakeAsync(one, """{ "chunks": [{ "job_id": "chunks" }] }""");
        await Taxonomies.MakeAsync(other, """{ "chunks": [{ "job_id": "chunks" }] }""");

        Assert.Equal(one.ResultText("taxonomy.json"), other.ResultText("taxonomy.json"));
    }

    [Theory]
    [InlineData("{\"id\": 3}\n", "chunks.jsonl, line 1 is not as it must be")]
    [InlineData("\n{}\n", "chunks.jsonl, line 2 is no chunk")]
    [InlineData("not json", "chunks.jsonl, line 1 is not as it must be")]
    [InlineData("", "No term stands 2 times in the 0 chunks")]
    public async Task A_file_that_is_none_of_chunks_fails_the_job_for_good_and_is_named(string text, string message)
    {
        var job = new FakeJobContext().WithInput("chunks.jsonl", text);

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => Taxonomies.MakeAsync(job, """{ "chunks": ["chunks.jsonl"] }"""));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rare_candidates_are_forgotten_when_there_are_too_many_and_frequent_ones_kept()
    {
        var counts = new TermCounts(2, most: 1000);
        for (var i = 0; i < 20_000; i++)
            counts.Add($"Once{i}. A poison message.");

        Assert.InRange(counts.Counts.Count, 3, 1000);
        Assert.Equal(20_000, counts.Counts["poison message"].Frequency);
    }

    [Fact]
    public async Task Stops_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var job = new FakeJobContext { OnReport = _ => cancel.Cancel() }.WithInput("chunks.jsonl", Taxonomies.Chunks("one two", "three four"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TaxonomyProcessingHandler().RunAsync(
            JsonElement.Parse("""{ "chunks": ["chunks.jsonl"] }"""), job, cancel.Token));

        Assert.Single(job.Reports);
    }

    [Theory]
    [InlineData("{}", "config.chunks")]
    [InlineData("""{ "chunks": ["a"], "max_terms": 9 }""", "config.max_terms")]
    [InlineData("""{ "chunks": ["a"], "max_words": 6 }""", "config.max_words")]
    [InlineData("""{ "chunks": ["a"], "min_frequency": 0 }""", "config.min_frequency")]
    [InlineData("""{ "chunks": ["a"], "levels": 4 }""", "config.levels")]
    public void Names_the_field_that_is_wrong(string config, string field) =>
        Assert.Equal([field], new TaxonomyProcessingHandler().Validate(JsonElement.Parse(config)).Select(error => error.Field));

    [Fact]
    public void An_earlier_jobs_file_need_not_be_named() =>
        Assert.Empty(new TaxonomyProcessingHandler().Validate(
            JsonElement.Parse("""{ "chunks": [{ "job_id": "01890a5d-ac96-774b-bcce-b302099a8057" }] }""")));

    private static Category CategoryOf(Taxonomy taxonomy, string term) =>
        Taxonomies.All(taxonomy.Categories).Single(category => category.Terms.Any(one => Words.NormalTerm(one.Term) == Words.NormalTerm(term)));
}
