using CsCheck;
using JobFunctions.JobTypes.DocumentProcessing.Chunking;
using JobFunctions.JobTypes.DocumentProcessing.Parsing;

namespace JobFunctions.JobTypes.Tests.DocumentProcessing;

public class ChunkerTests
{
    private static readonly TokenCounter Counter = TokenCounter.Of("o200k_base");

    [Fact]
    public void Neighbours_share_whole_sentences_and_no_more_than_asked()
    {
        var sentences = Enumerable.Range(1, 40).Select(i => $"This is the sentence with the number {i}.").ToList();

        var chunks = Chunk(60, 20, new Block(string.Join(' ', sentences)));

        Assert.True(chunks.Count > 5);
        foreach (var (before, after) in chunks.Zip(chunks.Skip(1)))
        {
            var shared = sentences.Where(sentence => before.Text.Contains(sentence) && after.Text.Contains(sentence)).ToList();
            Assert.NotEmpty(shared);
            Assert.InRange(Counter.Count(string.Join(' ', shared)), 1, 20);
            Assert.StartsWith(shared[0], after.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_is_shared_across_a_heading()
    {
        var chunks = Chunk(60, 20, new Block("One", 1), new Block("About one."), new Block("Two", 1), new Block("About two."));

        Assert.Equal([("One", "About one."), ("Two", "About two.")], chunks.Select(chunk => (chunk.Headings.Single(), chunk.Text)));
    }

    [Fact]
    public void A_heading_ends_the_deeper_ones_before_it()
    {
        var chunks = Chunk(
            60, 0, new Block("A", 1), new Block("B", 3), new Block("in b"), new Block("C", 2), new Block("in c"), new Block("D", 1), new Block("in d"));

        Assert.Equal(["A>B", "A>C", "D"], chunks.Select(chunk => string.Join('>', chunk.Headings)));
    }

    [Fact]
    public void A_chunk_spans_the_pages_of_its_text()
    {
        var chunks = Chunk(60, 0, new Block("on three", Page: 3), new Block("on four", Page: 4));

        Assert.Equal((3, 4, "on three\n\non four"), (chunks.Single().Page, chunks.Single().PageEnd, chunks.Single().Text));
    }

    [Fact]
    public void No_chunk_has_too_many_tokens_and_no_letter_is_lost()
    {
        var text = Gen.String[Gen.Char["aB9 .\n!?,;-_()äß漢字\t\"'"], 0, 600];
        Gen.Select(text.Array[1, 4], Gen.Int[16, 60]).Sample((texts, most) =>
        {
            var chunks = Chunk(most, 0, [.. texts.Select(one => new Block(one))]);

            Assert.All(chunks, chunk => Assert.InRange(chunk.Tokens, 1, most));
            Assert.All(chunks, chunk => Assert.Equal(Counter.Count(chunk.Text), chunk.Tokens));
            Assert.Equal(Letters(string.Concat(texts)), Letters(string.Concat(chunks.Select(chunk => chunk.Text))));
        });
    }

    [Fact]
    public void With_overlap_no_chunk_has_too_many_tokens_either()
    {
        var words = Gen.String[Gen.Char["ab .\n!?漢"], 50, 900];
        Gen.Select(words, Gen.Int[16, 60]).Sample((one, most) =>
            Assert.All(Chunk(most, most / 2, new Block(one)), chunk => Assert.InRange(chunk.Tokens, 1, most)));
    }

    private static List<Section> Chunk(int tokens, int overlap, params Block[] blocks)
    {
        var chunker = new Chunker(Counter, tokens, overlap);
        return [.. blocks.SelectMany(chunker.Add), .. chunker.Finish()];
    }

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
