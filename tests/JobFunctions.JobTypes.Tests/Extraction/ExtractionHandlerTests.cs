using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.Extraction;
using JobFunctions.JobTypes.Tests.TaxonomyProcessing;

namespace JobFunctions.JobTypes.Tests.Extraction;

public class ExtractionHandlerTests
{
    private const string Taxonomy = """
        {
          "categories": [
            {
              "name": "queue",
              "categories": [
                { "name": "messages", "terms": [{ "term": "message", "score": 0.8 }, { "term": "poison message", "variants": ["dead letter"] }] },
                { "name": "lanes", "terms": [{ "term": "lane", "score": 0.5 }] }
              ]
            },
            { "name": "storage", "terms": [{ "term": "table" }, { "term": "lane", "score": 0.5 }] }
          ]
        }
        """;

    [Fact]
    public async Task Tells_what_a_chunk_says_under_each_category_with_spans_and_scores()
    {
        var (lines, result) = await ExtractAsync("No poison messages here. A Message came, and a dead\nletter. The table is empty.", "Nothing.");

        var extraction = Assert.Single(lines);
        var text = extraction.GetProperty("text").GetString()!;
        Assert.Equal("a.txt#0", extraction.GetProperty("chunk").GetString());
        var categories = extraction.GetProperty("categories").EnumerateArray().ToList();
        Assert.Equal(
            ["1.1: queue > messages", "2: storage"],
            categories.Select(category => $"{category.GetProperty("category")}: {Path(category)}"));
        var hits = categories[0].GetProperty("hits").EnumerateArray().ToList();
        Assert.Equal(
            [("poison message", "poison messages", 1.0), ("message", "Message", 0.8), ("poison message", "dead\nletter", 1.0)],
            hits.Select(hit => (hit.GetProperty("term").GetString()!, hit.GetProperty("text").GetString()!, hit.GetProperty("score").GetDouble())));
        Assert.All(
            hits, hit => Assert.Equal(hit.GetProperty("text").GetString(), text[hit.GetProperty("start").GetInt32()..hit.GetProperty("end").GetInt32()]));
        Assert.Equal(1 - 0.5 * 0.6 * 0.5, categories[0].GetProperty("score").GetDouble(), 4);
        var statements = categories[0].GetProperty("statements").EnumerateArray().ToList();
        Assert.Equal(
            [("No poison messages here.", 0.5), ("A Message came, and a dead\nletter.", 0.7)],
            statements.Select(statement => (statement.GetProperty("text").GetString()!, statement.GetProperty("score").GetDouble())));
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""{ "chunks": 2, "chunks_with_hits": 1, "hits": 4, "categories": { "queue": 1, "storage": 1 } }"""), result), result.GetRawText());
    }

    [Fact]
    public async Task A_term_in_two_categories_counts_for_both_and_less_for_each()
    {
        var (lines, _) = await ExtractAsync("A lane.");

        Assert.Equal(
            [("queue > lanes", 0.125), ("storage", 0.125)],
            lines.Single().GetProperty("categories").EnumerateArray().Select(category => (Path(category), category.GetProperty("score").GetDouble())));
    }

    [Fact]
    public async Task Terms_in_headings_count_though_they_have_no_place_in_the_text()
    {
        var chunk = new Chunk("a#0", "a", 0, ["Poison messages"], 3, 3, 1, "They come back.");
        var job = Job().WithInput("chunks.jsonl", JsonSerializer.Serialize(chunk, ChunkJson.Default.Chunk));

        await RunAsync(job, """{ "chunks": ["chunks.jsonl"], "taxonomy": "taxonomy.json" }""");

        var category = job.ResultLines("extractions.jsonl").Single().GetProperty("categories")[0];
        Assert.Equal("poison message", category.GetProperty("in_headings")[0].GetString());
        Assert.Equal((0, 0.5), (category.GetProperty("hits").GetArrayLength(), category.GetProperty("score").GetDouble()));
    }

    [Fact]
    public async Task Low_scores_are_left_out_and_empty_chunks_are_written_when_asked()
    {
        var job = Job().WithInput("chunks.jsonl", Taxonomies.Chunks("A lane.", "Nothing."));

        await RunAsync(job, """{ "chunks": ["chunks.jsonl"], "taxonomy": "taxonomy.json", "min_score": 0.2, "include_empty": true }""");

        Assert.Equal([0, 0], job.ResultLines("extractions.jsonl").Select(line => line.GetProperty("categories").GetArrayLength()));
    }

    [Theory]
    [InlineData("[]", "taxonomy.json is no taxonomy")]
    [InlineData("{}", "taxonomy.json is no taxonomy")]
    [InlineData("""{ "categories": [null] }""", "taxonomy.json is no taxonomy")]
    [InlineData("""{ "categories": [{ "name": "a" }] }""", "taxonomy.json has no term")]
    [InlineData("""{ "categories": [{ "name": "a", "terms": [{ "score": 1 }] }] }""", "taxonomy.json is no taxonomy")]
    [InlineData("""{ "categories": [{ "name": "a", "terms": null }] }""", "taxonomy.json is no taxonomy")]
    [InlineData("""{ "categories": [{ "name": "a", "terms": [{ "term": "b", "variants": [null] }] }] }""", "taxonomy.json is no taxonomy")]
    public async Task What_is_no_taxonomy_fails_the_job_for_good(string taxonomy, string message)
    {
        var job = new FakeJobContext().WithInput("chunks.jsonl", Taxonomies.Chunks("a")).WithInput("taxonomy.json", taxonomy);

        var error = await Assert.ThrowsAsync<PermanentJobException>(() =>
            RunAsync(job, """{ "chunks": ["chunks.jsonl"], "taxonomy": "taxonomy.json" }"""));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lays_the_taxonomy_of_the_documentation_over_it()
    {
        var chunks = await Taxonomies.ChunkDocumentationAsync();
        var taxonomy = new FakeJobContext().WithResultsOf("c", chunks);
        await Taxonomies.MakeAsync(taxonomy, """{ "chunks": [{ "job_id": "c" }] }""");
        var job = new FakeJobContext().WithResultsOf("c", chunks).WithResultsOf("t", taxonomy);

        await RunAsync(job, """{ "chunks": [{ "job_id": "c" }], "taxonomy": { "job_id": "t" } }""");

        var restore = job.ResultLines("extractions.jsonl")
            .Single(line => line.GetProperty("headings").EnumerateArray().Last().GetString() == "Keys and secrets");
        var identity = restore.GetProperty("categories").EnumerateArray()
            .First(category => category.GetProperty("hits").EnumerateArray().Any(hit => hit.GetProperty("term").GetString() == "identity"));
        Assert.Contains(
            "If the identity itself is in doubt",
            string.Concat(identity.GetProperty("statements").EnumerateArray().Select(statement => statement.GetProperty("text").GetString())),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var job = Job().WithInput("chunks.jsonl", Taxonomies.Chunks("a", "b"));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ExtractionHandler().RunAsync(
            JsonElement.Parse("""{ "chunks": ["chunks.jsonl"], "taxonomy": "taxonomy.json" }"""), job, cancel.Token));
    }

    [Theory]
    [InlineData("""{ "taxonomy": "t" }""", "config.chunks")]
    [InlineData("""{ "chunks": ["c"] }""", "config.taxonomy")]
    [InlineData("""{ "chunks": ["c"], "taxonomy": { "job_id": "no" } }""", "config.taxonomy.job_id")]
    [InlineData("""{ "chunks": ["c"], "taxonomy": "t", "min_score": 2 }""", "config.min_score")]
    public void Names_the_field_that_is_wrong(string config, string field) =>
        Assert.Equal([field], new ExtractionHandler().Validate(JsonElement.Parse(config)).Select(error => error.Field));

    private static async Task<(IReadOnlyList<JsonElement> Lines, JsonElement Result)> ExtractAsync(params string[] texts)
    {
        var job = Job().WithInput("chunks.jsonl", Taxonomies.Chunks(texts));
        var result = await RunAsync(job, """{ "chunks": ["chunks.jsonl"], "taxonomy": "taxonomy.json" }""");
        return (job.ResultLines("extractions.jsonl"), result);
    }

    private static FakeJobContext Job() => new FakeJobContext().WithInput("taxonomy.json", Taxonomy);

    private static async Task<JsonElement> RunAsync(FakeJobContext job, string config) =>
        (await new ExtractionHandler().RunAsync(JsonElement.Parse(config), job, TestContext.Current.CancellationToken))!.Value;

    private static string Path(JsonElement category) =>
        string.Join(" > ", category.GetProperty("path").EnumerateArray().Select(name => name.GetString()));
}
