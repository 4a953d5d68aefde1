using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DocumentProcessing;

namespace JobFunctions.JobTypes.Tests.DocumentProcessing;

public class DocumentProcessingHandlerTests
{
    [Fact]
    public async Task A_chunk_says_where_it_is_from()
    {
        var chunks = await Documents.ChunksOfAsync("guide.md", "Intro.\n\n# One\n\n## Deep\n\nFirst. Second.\n\n# Two\n\nThird."u8.ToArray());

        Assert.Equal(["", "One > Deep", "Two"], chunks.Select(Documents.Headings));
        Assert.True(
            JsonElement.DeepEquals(
                JsonElement.Parse("""
                    {
                      "id": "guide.md#1", "document": "guide.md", "index": 1, "headings": ["One", "Deep"], "page": null, "page_end": null,
                      "tokens": 4, "text": "First. Second."
                    }
                    """),
                chunks[1]),
            chunks[1].GetRawText());
    }

    [Fact]
    public async Task A_broken_document_among_others_is_told_and_leaves_the_others_alone()
    {
        var job = new FakeJobContext()
            .WithInput("good.txt", "All is well.")
            .WithInput("broken.pdf", "%PDF-1.7 and then nothing of the kind")
            .WithInput("broken.docx", "PK but no archive")
            .WithInput("latin1.txt", Encoding.Latin1.GetBytes("Zürich"))
            .WithInput("image.txt", "GIF\0\0")
            .WithInput("empty.md", "# Only a heading\n");

        var result = await Documents.ProcessAsync(
            job, """{ "documents": ["broken.pdf", "good.txt", "broken.docx", "latin1.txt", "image.txt", "empty.md", "missing.txt"] }""");

        Assert.Equal((1, 1), (result.GetProperty("documents").GetInt32(), result.GetProperty("chunks").GetInt32()));
        var failed = result.GetProperty("documents_failed").EnumerateArray()
            .ToDictionary(one => one.GetProperty("document").GetString()!, one => one.GetProperty("reason").GetString()!);
        Assert.Equal(["broken.docx", "broken.pdf", "empty.md", "image.txt", "latin1.txt", "missing.txt"], failed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["good.txt: 1 chunk(s)", .. failed.Select(one => $"{one.Key} was left out: {one.Value}").Order(StringComparer.Ordinal)],
            job.Logged.OrderBy(line => line.StartsWith("good", StringComparison.Ordinal) ? "" : line, StringComparer.Ordinal));
        Assert.StartsWith("is no PDF that can be read", failed["broken.pdf"], StringComparison.Ordinal);
        Assert.StartsWith("is no Word document that can be read", failed["broken.docx"], StringComparison.Ordinal);
        Assert.Contains("UTF-8", failed["latin1.txt"], StringComparison.Ordinal);
        Assert.Contains("zero bytes", failed["image.txt"], StringComparison.Ordinal);
        Assert.Contains("has no text", failed["empty.md"], StringComparison.Ordinal);
        Assert.Contains("missing.txt", failed["missing.txt"], StringComparison.Ordinal);
        Assert.Equal("All is well.", Assert.Single(job.ResultLines("chunks.jsonl")).Text());
        Assert.Equal(7, job.ResultLines("documents.jsonl").Count);
        Assert.Equal("text", job.ResultLines("documents.jsonl")[1].GetProperty("format").GetString());
    }

    [Fact]
    public async Task A_pdf_that_ends_too_early_is_told()
    {
        var job = new FakeJobContext().WithInput("cut.pdf", Samples.Read("docs.pdf")[..20_000]).WithInput("good.txt", "All is well.");

        var result = await Documents.ProcessAsync(job, """{ "documents": ["cut.pdf", "good.txt"] }""");

        Assert.Equal("cut.pdf", Assert.Single(result.GetProperty("documents_failed").EnumerateArray()).GetProperty("document").GetString());
    }

    [Fact]
    public async Task When_no_document_can_be_read_the_job_fails_for_good_and_says_why()
    {
        var job = new FakeJobContext().WithInput("a.pdf", "%PDF-").WithInput("b.txt", "\0");

        var error = await Assert.ThrowsAsync<PermanentJobException>(() => Documents.ProcessAsync(job, """{ "documents": ["a.pdf", "b.txt"] }"""));

        Assert.Contains("a.pdf: is no PDF", error.Message, StringComparison.Ordinal);
        Assert.Contains("b.txt: is no text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trouble_of_storage_is_no_fault_of_the_document()
    {
        var job = new FakeJobContext().WithInput("a.txt", new FailingStream());

        await Assert.ThrowsAsync<IOException>(() => Documents.ProcessAsync(job, """{ "documents": ["a.txt"] }"""));
    }

    [Fact]
    public async Task Reads_results_of_an_earlier_job()
    {
        const string id = "01890a5d-ac96-774b-bcce-b302099a8057";
        var job = new FakeJobContext().WithInput($"{id}/report.md", "# Earlier\n\nWork."u8.ToArray());

        await Documents.ProcessAsync(job, $$"""{ "documents": [{ "job_id": "{{id}}", "file": "report.md" }] }""");

        Assert.Equal($"{id}/report.md", Assert.Single(job.ResultLines("chunks.jsonl")).GetProperty("document").GetString());
    }

    [Fact]
    public async Task Reports_rising_progress_and_stops_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var reports = 0;
        var job = new FakeJobContext
        {
            OnReport = _ =>
            {
                if (++reports == 10)
                    cancel.Cancel();
            },
        }.WithDocuments();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DocumentProcessingHandler().RunAsync(
            JsonElement.Parse("""{ "documents": ["README.md", "api.md"] }"""), job, cancel.Token));

        Assert.Equal(10, reports);
        Assert.Equal(job.Reports.Select(report => report.Fraction).Order(), job.Reports.Select(report => report.Fraction));
    }

    [Theory]
    [InlineData("{}", "config.documents")]
    [InlineData("""{ "documents": null }""", "config.documents")]
    [InlineData("""{ "documents": [null] }""", "config.documents[0]")]
    [InlineData("""{ "documents": [3] }""", "config.documents[0]")]
    [InlineData("""{ "documents": ["a/b"] }""", "config.documents[0]")]
    [InlineData("""{ "documents": ["a", "a"] }""", "config.documents[1]")]
    [InlineData("""{ "documents": [{ "job_id": "x", "file": "a" }] }""", "config.documents[0].job_id")]
    [InlineData("""{ "documents": [{ "job_id": "01890a5d-ac96-774b-bcce-b302099a8057" }] }""", "config.documents[0].file")]
    [InlineData("""{ "documents": ["a"], "chunk_tokens": 15 }""", "config.chunk_tokens")]
    [InlineData("""{ "documents": ["a"], "chunk_tokens": 100, "overlap_tokens": 51 }""", "config.overlap_tokens")]
    [InlineData("""{ "documents": ["a"], "encoding": "utf-8" }""", "config.encoding")]
    [InlineData("""{ "documents": ["a"], "encoding": null }""", "config.encoding")]
    public void Names_the_field_that_is_wrong(string config, string field) =>
        Assert.Equal([field], new DocumentProcessingHandler().Validate(JsonElement.Parse(config)).Select(error => error.Field));

    /// <summary>Storage that breaks off in the middle.</summary>
    private sealed class FailingStream() : MemoryStream(Enumerable.Repeat((byte)'a', 4096).ToArray())
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < 1024 ? base.ReadAsync(buffer[..Math.Min(buffer.Length, 1024)], cancellationToken) : throw new IOException("The connection was lost.");
    }
}
