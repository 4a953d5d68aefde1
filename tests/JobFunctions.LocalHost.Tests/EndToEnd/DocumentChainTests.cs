using System.Net;
using System.Globalization;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>From a PDF to a dataset, over HTTP alone: each job reads what the one before has left.</summary>
public class DocumentChainTests(AzuriteFixture azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pdf_becomes_a_dataset_in_four_jobs()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        await service.PutFileAsync(
            "manual.pdf", await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Samples", "docs.pdf"), Token));

        var chunks = await RunAsync(service, "document_processing", """{ "documents": ["manual.pdf"], "chunk_tokens": 200 }""");
        var taxonomy = await RunAsync(service, "taxonomy_processing", $$"""{ "chunks": [{ "job_id": "{{chunks}}" }] }""");
        var extractions = await RunAsync(
            service, "extraction", $$"""{ "chunks": [{ "job_id": "{{chunks}}" }], "taxonomy": { "job_id": "{{taxonomy}}" } }""");
        var dataset = await RunAsync(
            service, "dataset_generation", $$"""{ "extractions": [{ "job_id": "{{extractions}}" }], "group_by": "section" }""");

        var made = (await LinesAsync(service, chunks, "chunks.jsonl")).ToDictionary(chunk => chunk.GetProperty("id").GetString()!);
        Assert.Contains(made.Values, chunk => Headings(chunk) == "Operations > Runbook > Storage is throttled" && chunk.GetProperty("page").GetInt32() == 14);
        Assert.Contains("\"storage account\"", await service.Http.GetStringAsync($"results/{taxonomy}/taxonomy.json", Token), StringComparison.Ordinal);

        var sections = new List<HashSet<string>>();
        var rows = 0;
        foreach (var split in new[] { "train", "validation", "test" })
        {
            var lines = await LinesAsync(service, dataset, $"{split}.jsonl");
            Assert.NotEmpty(lines);
            rows += lines.Count;
            sections.Add([.. lines.Select(Headings)]);
            Assert.All(lines, row =>
            {
                var text = row.GetProperty("text").GetString()!;
                Assert.Equal(made[row.GetProperty("id").GetString()!].GetProperty("text").GetString(), text);
                Assert.NotEmpty(row.GetProperty("labels").EnumerateArray());
                Assert.All(row.GetProperty("spans").EnumerateArray(), span => Assert.Equal(
                    Folded(span.GetProperty("term").GetString()!)[..2],
                    Folded(text[span.GetProperty("start").GetInt32()..span.GetProperty("end").GetInt32()])[..2]));
            });
            Assert.StartsWith(
                "id,document,headings,labels,text", await service.Http.GetStringAsync($"results/{dataset}/{split}.csv", Token), StringComparison.Ordinal);
        }

        Assert.InRange(rows, 40, made.Count);
        Assert.Equal(sections.Sum(split => split.Count), sections.SelectMany(split => split).Distinct().Count());
    }

    [Fact]
    public async Task A_parent_that_a_job_does_not_depend_on_is_refused_at_its_submit()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var parent = await service.SubmitAsync("""{"name": "chunks", "type": "noop"}""");

        var (status, problem) = await service.PostAsync(
            "jobs/submit", $$"""{"name": "x", "type": "extraction", "depends_on": ["{{parent}}"], "config": {"chunks": [{"job_id": "parent"}], "taxonomy": {"job_id": "parent:2"} } }""");

        Assert.Equal((HttpStatusCode.BadRequest, "config.taxonomy.job_id"), (status, problem.GetProperty("errors")[0].GetProperty("field").GetString()));
        Assert.Equal(1, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
    }

    [Fact]
    public async Task The_four_jobs_can_be_submitted_all_at_once()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        await service.PutFileAsync(
            "manual.pdf", await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Samples", "docs.pdf"), Token));

        var chunks = await SubmitAsync("document_processing", """{ "documents": ["manual.pdf"], "chunk_tokens": 200 }""");
        var taxonomy = await SubmitAsync("taxonomy_processing", """{ "chunks": [{ "job_id": "parent" }] }""", chunks);
        var extractions = await SubmitAsync(
            "extraction", """{ "chunks": [{ "job_id": "parent" }], "taxonomy": { "job_id": "parent:2" } }""", chunks, taxonomy);
        var dataset = await SubmitAsync(
            "dataset_generation", """{ "extractions": [{ "job_id": "parent", "file": "extractions.jsonl" }], "group_by": "section" }""", extractions);
        Assert.Equal("waiting_for_jobs", (await service.GetAsync($"jobs/{dataset}/explain")).Answer.GetProperty("reason").GetString());

        var last = await service.EndsAsync(dataset);

        Assert.True(last.GetProperty("status").GetString() == "completed", last.GetRawText());
        Assert.Equal((0, extractions), (last.GetProperty("waiting_for").GetArrayLength(), last.GetProperty("depends_on")[0].GetString()));
        Assert.NotEmpty(await LinesAsync(service, dataset, "train.jsonl"));
        foreach (var id in new[] { chunks, taxonomy, extractions, dataset })
            Assert.Equal(1, (await service.GetAsync($"jobs/{id}")).Answer.GetProperty("attempt").GetInt32());

        Task<string> SubmitAsync(string type, string config, params string[] parents) => service.SubmitAsync(
            $$"""{ "name": "{{type}}", "type": "{{type}}", "config": {{config}}, "depends_on": {{JsonSerializer.Serialize(parents)}} }""");
    }

    [Fact]
    public async Task A_job_that_reads_another_job_which_is_gone_fails_for_good_and_says_so()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        const string gone = "01890a5d-ac96-774b-bcce-b302099a8000";

        var job = await service.EndsAsync(
            await service.SubmitAsync(Submit("taxonomy_processing", $$"""{ "chunks": [{ "job_id": "{{gone}}" }] }""")));

        Assert.Equal(("failed", 1), (job.GetProperty("status").GetString(), job.GetProperty("attempt").GetInt32()));
        Assert.Contains(gone, job.GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(RunningService service, string type, string config)
    {
        var id = await service.SubmitAsync(Submit(type, config));
        var job = await service.EndsAsync(id);
        Assert.True(job.GetProperty("status").GetString() == "completed", job.GetRawText());
        return id;
    }

    private static string Submit(string type, string config) => $$"""{ "name": "{{type}}", "type": "{{type}}", "config": {{config}} }""";

    private static async Task<List<JsonElement>> LinesAsync(RunningService service, string job, string file) =>
        [.. (await service.Http.GetStringAsync($"results/{job}/{file}", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))];

    private static string Headings(JsonElement row) =>
        string.Join(" > ", row.GetProperty("headings").EnumerateArray().Select(heading => heading.GetString()));

    private static string Folded(string text) => text.ToLower(CultureInfo.InvariantCulture);
}
