using System.Text;
using System.Text.Json;
using CsvHelper;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DatasetGeneration;
using JobFunctions.JobTypes.Extraction;

namespace JobFunctions.JobTypes.Tests.DatasetGeneration;

public class DatasetGenerationHandlerTests
{
    private static readonly string[] Splits = ["train", "validation", "test"];

    [Fact]
    public async Task No_document_is_in_two_splits_and_the_shares_are_about_right()
    {
        var job = Job(from document in Enumerable.Range(0, 100) from chunk in Enumerable.Range(0, 10) select Row($"d{document}", $"s{chunk}", Text(document, chunk)));

        var result = await RunAsync(job);

        var documents = Splits.ToDictionary(split => split, split => Values(job, split, "document").ToHashSet());
        Assert.Empty(documents["train"].Intersect(documents["test"]));
        Assert.Empty(documents["train"].Intersect(documents["validation"]));
        Assert.Empty(documents["validation"].Intersect(documents["test"]));
        Assert.Equal([800, 100, 100], Splits.Select(split => result.GetProperty("rows").GetProperty(split).GetInt32()));
        Assert.Equal(1000, Splits.SelectMany(split => Values(job, split, "id")).Distinct().Count());
    }

    [Fact]
    public async Task Near_duplicates_are_in_one_split_though_their_documents_differ()
    {
        // Each document has a text of its own, and one of ten that many share but for a word.
        var job = Job(from document in Enumerable.Range(0, 60)
                      from row in new[]
                      {
                          Row($"d{document}", "own", Text(document, 1)),
                          Row($"d{document}", "shared", Text(document % 10, 2) + $" and at the very end the word{document}"),
                      }
                      select row);

        var result = await RunAsync(job, """, "splits": { "train": 1, "validation": 1, "test": 1 }""");

        var splitsOfText = Splits.SelectMany(split => job.ResultLines($"{split}.jsonl").Select(row => (split, row)))
            .Where(one => one.row.GetProperty("headings")[0].GetString() == "shared")
            .GroupBy(one => one.row.GetProperty("text").GetString()!.Split(" and at")[0]);
        Assert.All(splitsOfText, text => Assert.Single(text.Select(one => one.split).Distinct()));
        Assert.Equal(10, splitsOfText.Count());
        Assert.Equal(50, result.GetProperty("near_duplicates").GetInt32());
        Assert.All(Splits, split => Assert.NotEmpty(job.ResultLines($"{split}.jsonl")));
    }

    [Fact]
    public async Task The_seed_and_nothing_else_decides()
    {
        var rows = (from document in Enumerable.Range(0, 50) select Row($"d{document}", "s", Text(document, 0))).ToList();
        var (one, same, other) = (Job(rows), Job(rows), Job(rows));

        await RunAsync(one, """, "seed": 1""");
        await RunAsync(same, """, "seed": 1""");
        await RunAsync(other, """, "seed": 2""");

        foreach (var file in one.ResultNames)
            Assert.Equal(one.ResultText(file), same.ResultText(file));
        Assert.NotEqual(one.ResultText("test.jsonl"), other.ResultText("test.jsonl"));
    }

    [Fact]
    public async Task A_seed_makes_the_same_dataset_on_every_machine()
    {
        var job = Job(from document in Enumerable.Range(0, 20) select Row($"d{document}", "s", Text(document, 0)));

        await RunAsync(job);

        Assert.Equal(TestDocuments, string.Join(' ', Values(job, "test", "document")));
    }

    [Fact]
    public async Task Sections_of_one_document_may_come_apart_when_asked()
    {
        var job = Job(from section in Enumerable.Range(0, 30) from chunk in Enumerable.Range(0, 3) select Row("only.pdf", $"s{section}", Text(section, chunk)));

        await RunAsync(job, """, "group_by": "section" """);

        var sections = Splits.Select(split => job.ResultLines($"{split}.jsonl").Select(row => row.GetProperty("headings")[0].GetString()).ToHashSet()).ToList();
        Assert.All(sections, Assert.NotEmpty);
        Assert.Equal(30, sections.Sum(split => split.Count));
    }

    [Fact]
    public async Task A_single_document_is_not_torn_apart_and_the_result_says_so()
    {
        var job = Job(from chunk in Enumerable.Range(0, 10) select Row("only.pdf", "s", Text(0, chunk)));

        var result = await RunAsync(job);

        Assert.Equal([10, 0, 0], Splits.Select(split => job.ResultLines($"{split}.jsonl").Count));
        Assert.Equal(2, result.GetProperty("warnings").GetArrayLength());
        Assert.Contains("group_by section", result.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_and_json_have_the_same_rows()
    {
        var job = Job([Row("a,\"b\".md", "One", "Line one,\nline \"two\"; 漢字"), Row("c.md", "Two", "Other text of a page")]);

        await RunAsync(job, """, "splits": { "train": 1, "validation": 0, "test": 0 }""");

        using var csv = CsvReader.Create(new MemoryStream(job.ResultBytes("train.csv")), CsvReaderOptions.Default);
        var cells = new List<string[]>();
        await csv.ReadHeaderAsync(TestContext.Current.CancellationToken);
        while (await csv.ReadAsync(TestContext.Current.CancellationToken))
            cells.Add([.. csv.Headers.Select((_, column) => Encoding.UTF8.GetString(csv.GetSpan(column)))]);
        Assert.Equal(["id", "document", "headings", "labels", "text"], csv.Headers);
        Assert.Equal(["a,\"b\".md#One", "a,\"b\".md", "One", "queue", "Line one,\nline \"two\"; 漢字"], cells[0]);
        Assert.Equal(cells.Select(row => row[4]), Values(job, "train", "text"));
    }

    [Fact]
    public async Task Labels_are_categories_of_enough_score_and_spans_stay_with_them()
    {
        var extraction = new ChunkExtraction("d#0", "d", ["h"], 1, "A message in a lane.", [
            new FoundCategory("1.1", ["queue", "messages"], 0.8, [new Hit("message", "message", 2, 9, 1)], [], []),
            new FoundCategory("1.2", ["queue", "lanes"], 0.4, [new Hit("lane", "lane", 15, 19, 0.8)], [], []),
            new FoundCategory("2", ["storage"], 0.1, [new Hit("lane", "lane", 15, 19, 0.2)], [], []),
        ]);
        var (flat, deep) = (Job([extraction]), Job([extraction]));

        await RunAsync(flat);
        await RunAsync(deep, """, "label_levels": 0, "min_score": 0.5""");

        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
                {
                  "id": "d#0", "text": "A message in a lane.", "labels": ["queue"],
                  "spans": [
                    { "start": 2, "end": 9, "label": "queue", "term": "message" }, { "start": 15, "end": 19, "label": "queue", "term": "lane" }
                  ],
                  "document": "d", "headings": ["h"]
                }
                """),
            flat.ResultLines("train.jsonl").Single()));
        Assert.Equal("queue > messages", Assert.Single(deep.ResultLines("train.jsonl").Single().GetProperty("labels").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Chunks_without_a_label_are_left_out_and_counted()
    {
        var job = Job([Row("a", "s", "some text"), Row("b", "s", "other text") with { Categories = [] }]);

        var result = await RunAsync(job);

        Assert.Equal(1, result.GetProperty("skipped").GetInt32());
        Assert.Equal(1, Splits.Sum(split => job.ResultLines($"{split}.jsonl").Count));
    }

    [Theory]
    [InlineData("", "No chunk has a label")]
    [InlineData("{}", "extractions.jsonl, line 1 is no chunkextraction")]
    [InlineData("""{"chunk":"a","document":"a","headings":[],"text":"a","categories":[{"path":[],"hits":[]}]}""", "extractions.jsonl, line 1 is no")]
    public async Task What_is_no_file_of_extractions_fails_the_job_for_good(string text, string message)
    {
        var job = new FakeJobContext().WithInput("extractions.jsonl", text);

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => RunAsync(job));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "config.extractions")]
    [InlineData("""{ "extractions": ["e"], "splits": null }""", "config.splits")]
    [InlineData("""{ "extractions": ["e"], "splits": { "train": -1 } }""", "config.splits.train")]
    [InlineData("""{ "extractions": ["e"], "splits": { "train": 0, "validation": 0, "test": 0 } }""", "config.splits")]
    [InlineData("""{ "extractions": ["e"], "group_by": "row" }""", "config.group_by")]
    [InlineData("""{ "extractions": ["e"], "min_score": -1 }""", "config.min_score")]
    [InlineData("""{ "extractions": ["e"], "label_levels": 4 }""", "config.label_levels")]
    public void Names_the_field_that_is_wrong(string config, string field) =>
        Assert.Equal([field], new DatasetGenerationHandler().Validate(JsonElement.Parse(config)).Select(error => error.Field));

    private const string TestDocuments = "d4 d13";

    private static FakeJobContext Job(IEnumerable<ChunkExtraction> rows) => new FakeJobContext().WithInput(
        "extractions.jsonl", string.Concat(rows.Select(row => JsonSerializer.Serialize(row, ExtractionJson.Default.ChunkExtraction) + "\n")));

    private static ChunkExtraction Row(string document, string section, string text) => new(
        $"{document}#{section}", document, [section], null, text, [new FoundCategory("1", ["queue"], 0.5, [], ["queue"], [])]);

    /// <summary>Words that no other text has.</summary>
    private static string Text(int document, int chunk) => string.Join(' ', Enumerable.Range(0, 40).Select(word => $"w{document}x{chunk}y{word}"));

    private static IEnumerable<string> Values(FakeJobContext job, string split, string member) =>
        job.ResultLines($"{split}.jsonl").Select(row => row.GetProperty(member).GetString()!);

    private static async Task<JsonElement> RunAsync(FakeJobContext job, string settings = "") =>
        (await new DatasetGenerationHandler().RunAsync(
            JsonElement.Parse($$"""{ "extractions": ["extractions.jsonl"] {{settings}} }"""), job, TestContext.Current.CancellationToken))!.Value;
}
