using System.Text;
using JobFunctions.JobTypes.DocumentProcessing.Parsing;

namespace JobFunctions.JobTypes.Tests.DocumentProcessing;

public class ParserTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_markdown_file_reads_as_its_parts_do()
    {
        const string part = "# Part\n\nText with a *mark*.\n\n```sh\n# no heading\n\nmore code\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n";
        var expected = await ReadAsync(new MarkdownParser(), part);

        var all = await ReadAsync(new MarkdownParser(), string.Concat(Enumerable.Repeat(part, 20_000)));

        Assert.Equal(
            [("Part", 1), ("Text with a mark.", 0), ("# no heading\n\nmore code", 0), ("a | b", 0), ("1 | 2", 0)], expected);
        Assert.Equal(20_000 * expected.Count, all.Count);
        Assert.All(all.Chunk(expected.Count), blocks => Assert.Equal(expected, blocks));
    }

    [Fact]
    public async Task Markdown_is_read_without_its_markup() =>
        Assert.Equal(
            [("A & b", 2), ("See the page and code at https://example.org.", 0), ("first", 0), ("second", 0), ("quoted", 0)],
            await ReadAsync(
                new MarkdownParser(),
                "---\ntitle: x\n---\n\nA &amp; b\n---\n\nSee [the **page**](x.md)\nand `code` at <https://example.org>.\n\n<!-- no -->\n\n* first\n* second\n\n> quoted\n"));

    [Fact]
    public async Task Html_is_read_as_it_is_seen() =>
        Assert.Equal(
            [("Title", 1), ("bare", 0), ("One two.", 0), ("a\nb", 0), ("x | y", 0), ("  kept\n as is".Trim(), 0), ("item", 0), ("deep", 0)],
            await ReadAsync(
                new HtmlParser(),
                """
                <html><head><title>no</title></head><body><nav>no</nav><h1> Title </h1><h2></h2>bare<p>One <b>two</b>.<script>no()</script></p>
                <p>a<br>b</p><table><tr><td>x</td> <td> y</td></tr></table><pre>kept
                 as is</pre><ul><li>item</li></ul><p hidden>no</p><div><div><div>deep</div></div></div></body></html>
                """));

    [Fact]
    public async Task Html_may_be_nested_deeper_than_the_stack()
    {
        var blocks = await ReadAsync(new HtmlParser(), string.Concat(Enumerable.Repeat("<span>", 20_000)) + "deep");

        Assert.Equal([("deep", 0)], blocks);
    }

    [Fact]
    public async Task A_text_without_line_breaks_is_read_in_pieces()
    {
        var blocks = await ReadAsync(new TextParser(), new string('x', 1_000_000));

        Assert.True(blocks.Count > 20);
        Assert.Equal(1_000_000, blocks.Sum(block => block.Text.Trim().Length));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public async Task A_paragraph_of_a_text_ends_at_an_empty_line(string end) =>
        Assert.Equal([("a\nb\n", 0), ("c\n", 0)], await ReadAsync(new TextParser(), string.Join(end, "a", "b", "", "", "c")));

    [Fact]
    public async Task A_text_may_be_utf_16_with_a_mark()
    {
        var bytes = (byte[])[.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Zürich")];

        Assert.Equal("Zürich\n", (await new TextParser().ReadAsync(new MemoryStream(bytes), Token).SingleAsync(Token)).Text);
    }

    [Theory]
    [InlineData("a.pdf", "text", "pdf")]
    [InlineData("a.txt", "%PDF-1.7", "pdf")]
    [InlineData("a.bin", "PK\u0003\u0004", "docx")]
    [InlineData("A.MD", "text", "markdown")]
    [InlineData("a.htm", "text", "html")]
    [InlineData("a", "text", "text")]
    [InlineData("a.log", "text", "text")]
    public void A_format_is_known_by_its_first_bytes_or_its_name(string name, string head, string format) =>
        Assert.Equal(format, DocumentFormats.Find(name, Encoding.UTF8.GetBytes(head)).Format);

    private static async Task<List<(string Text, int Level)>> ReadAsync(IDocumentParser parser, string text) =>
        await parser.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), Token).Select(block => (block.Text, block.Level)).ToListAsync(Token);
}
