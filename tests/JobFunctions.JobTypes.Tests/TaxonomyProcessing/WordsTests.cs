using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.Tests.TaxonomyProcessing;

public class WordsTests
{
    [Theory]
    [InlineData("Jobs", "job")]
    [InlineData("retries", "retry")]
    [InlineData("addresses", "address")]
    [InlineData("status", "status")]
    [InlineData("access", "access")]
    [InlineData("boxes", "box")]
    [InlineData("the account's", "the account")]
    [InlineData("max_retries", "max_retries")]
    [InlineData("host.json", "host.json")]
    [InlineData("user-assigned  identity", "user assigned identity")]
    [InlineData("Zürichs Ämter", "zürich ämter")]
    [InlineData("12 34 v2", "v2")]
    public void Are_compared_in_their_normal_form(string text, string normal) => Assert.Equal(normal, Words.NormalTerm(text));

    [Theory]
    [InlineData("a poison message arrives", "poison,poison message,poison message arrive,message,message arrive,arrive")]
    [InlineData("the bell, the queue", "bell,queue")]
    [InlineData("bell\nqueue", "bell,bell queue,queue")]
    [InlineData("bell\n\nqueue", "bell,queue")]
    [InlineData("GET jobs/list and src/Core --option x=1", "")]
    [InlineData("storage is throttled", "storage")]
    [InlineData("number of rows", "row")]
    [InlineData("row number", "row,row number")]
    public void Candidates_are_close_to_noun_phrases(string text, string expected) =>
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Candidates.Of(text, 3).Select(candidate => candidate.Normal));

    [Fact]
    public void Sentences_go_on_over_lines_and_end_with_paragraphs() =>
        Assert.Equal(
            ["One goes\non.", "Two!", "A title", "v1.2 is three"],
            Sentences.Of("One goes\non. Two!\n\nA title\n\nv1.2 is three").Select(span => "One goes\non. Two!\n\nA title\n\nv1.2 is three"[span.Start..span.End]));
}
