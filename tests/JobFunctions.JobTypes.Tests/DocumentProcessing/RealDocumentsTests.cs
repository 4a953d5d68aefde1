using System.Text.Json;

namespace JobFunctions.JobTypes.Tests.DocumentProcessing;

/// <summary>The project's own documentation in every format, as other programs have written it.</summary>
public class RealDocumentsTests
{
    [Fact]
    public async Task Pdf_chunks_know_their_headings_and_pages()
    {
        var chunks = await Documents.ChunksOfAsync("docs.pdf", Samples.Read("docs.pdf"));

        var throttled = Assert.Single(chunks, chunk => chunk.Headings() == "Operations > Runbook > Storage is throttled");
        Assert.StartsWith("Seen as 503 answers of submits", throttled.Text(), StringComparison.Ordinal);
        Assert.Contains("raise shards for the first", OneLine(throttled), StringComparison.Ordinal);
        Assert.Equal((14, 14), (throttled.GetProperty("page").GetInt32(), throttled.GetProperty("page_end").GetInt32()));
        var errors = Assert.Single(chunks, chunk => chunk.Headings() == "The API > For all routes > Errors");
        Assert.StartsWith("Every error is a problem document (RFC 9457, application/problem+json):", errors.Text(), StringComparison.Ordinal);
        Assert.Equal(["Operations", "The API", "The states of a job"], chunks.Select(chunk => chunk.Headings().Split(" > ")[0]).Distinct());
        Assert.Equal(24, chunks.Max(chunk => chunk.GetProperty("page_end").GetInt32()));
    }

    [Fact]
    public async Task Docx_chunks_know_their_headings_and_rows_of_tables_stay_together()
    {
        var chunks = await Documents.ChunksOfAsync("docs.docx", Samples.Read("docs.docx"));

        Assert.Equal(
            [
                "The states of a job", "data_matching", "data_matching > Config", "data_matching > Input files", "data_matching > Results",
                "data_matching > How scores come about", "data_matching > How candidates are found, and what that can miss",
                "data_matching > Limits", "data_matching > Measured quality",
            ],
            chunks.Select(chunk => chunk.Headings()).Distinct());
        Assert.Contains(
            "threshold | 80 | the lowest score of a match, 0 to 100", chunks.Single(chunk => chunk.Headings().EndsWith("Config", StringComparison.Ordinal)).Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_and_markdown_of_one_page_give_the_same_sections()
    {
        var html = await Documents.ChunksOfAsync("api.html", Samples.Read("api.html"));
        var markdown = await Documents.ChunksOfAsync("api.md", Samples.Read("docs/api.md"));

        Assert.Equal(markdown.Select(chunk => chunk.Headings()).Distinct(), html.Select(chunk => chunk.Headings()).Distinct());
        const string sentence = "A change is seen within 300 ms, at once when the answering instance made it.";
        const string row = "name | required | 1–200 characters; func_name may stand for it";
        foreach (var chunks in new[] { html, markdown })
        {
            Assert.Contains(sentence, OneLine(chunks.Single(chunk => chunk.Headings() == "The API > Wait")), StringComparison.Ordinal);
            Assert.Contains(row, chunks.First(chunk => chunk.Headings() == "The API > Submit").Text(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Everything_that_stands_in_a_text_stands_in_its_chunks()
    {
        var document = Samples.Read("docs/operations.md");
        var words = System.Text.Encoding.UTF8.GetString(document).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        var chunks = await Documents.ChunksOfAsync("operations.txt", document, """, "overlap_tokens": 0, "chunk_tokens": 100""");

        Assert.Equal(words, chunks.SelectMany(chunk => chunk.Text().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string OneLine(JsonElement chunk) => chunk.Text().Replace('\n', ' ');
}
