using JobFunctions.Core.Handlers;
using static JobFunctions.JobTypes.Tests.DataMatching.Matching.MatchingFixture;

namespace JobFunctions.JobTypes.Tests.DataMatching.Matching;

public class MatchTypeTests
{
    [Theory]
    [InlineData("exact", "DE-12", "de 12", 100)]
    [InlineData("fuzzy", "Anna Müller", "mueller, anna", 92)]
    [InlineData("numeric", "100", "95", 95)]
    [InlineData("numeric", "1,000.00", "€ 1.000,00", 100)]
    [InlineData("numeric", "-100", "-80", 80)]
    [InlineData("numeric", "0", "0.00", 100)]
    [InlineData("date", "2024-03-05", "05.03.2024", 100)]
    [InlineData("date", "2024-02-28", "2024-03-02", 90)]
    [InlineData("date", "2024-03-02", "2024-02-28", 90)]
    public void Finds_and_scores_cells_that_are_alike(string matchType, string cell1, string cell2, double score)
    {
        var match = Assert.Single(Match(50, (matchType, 1, [cell1], [cell2])).Matches);

        Assert.Equal(score, match.Score * 100, tolerance: 1);
    }

    [Theory]
    [InlineData("exact", "DE-12", "DE-13")]
    [InlineData("fuzzy", "Anna Müller", "Peter Weber")]
    [InlineData("numeric", "100", "49")]
    [InlineData("numeric", "100", "-100")]
    [InlineData("numeric", "0", "1")]
    [InlineData("date", "2024-03-05", "2024-03-25")]
    [InlineData("exact", "", "")]
    [InlineData("fuzzy", "", " ")]
    [InlineData("fuzzy", "...", "-")]
    [InlineData("numeric", "", "")]
    [InlineData("numeric", "n/a", "n/a")]
    [InlineData("date", "", "")]
    public void Leaves_alone_what_differs_and_what_is_empty_on_both_sides(string matchType, string cell1, string cell2) =>
        Assert.Empty(Match(50, (matchType, 1, [cell1], [cell2])).Matches);

    [Fact]
    public void The_nearest_value_wins() =>
        Assert.Equal(
            [(0, 2), (1, 0)],
            Match(80, ("numeric", 1, ["100", "110"], ["111", "90", "101", "500"])).Pairs());

    [Fact]
    public void Weights_decide_what_counts_most()
    {
        string[] name1 = ["Anna Weber"], name2 = ["Anna Weber", "Peter Klein"];
        string[] code1 = ["X"], code2 = ["Y", "X"];

        Assert.Equal([(0, 0)], Match(60, ("fuzzy", 3, name1, name2), ("exact", 1, code1, code2)).Pairs());
        Assert.Equal([(0, 1)], Match(60, ("fuzzy", 1, name1, name2), ("exact", 3, code1, code2)).Pairs());
    }

    [Fact]
    public void More_pairs_than_memory_holds_are_refused_with_what_to_do()
    {
        string[] same = ["a", "a"];

        Assert.Equal(2, Match(80, mostReached: 4, ("exact", 1, same, same)).Matches.Count);
        var refused = Assert.Throws<PermanentJobException>(() => Match(80, mostReached: 3, ("exact", 1, same, same)));
        Assert.Contains("Raise it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_cell_costs_a_quarter_of_its_weight()
    {
        var match = Assert.Single(Match(70, ("exact", 1, ["A"], ["A"]), ("exact", 1, [""], ["B"])).Matches);

        Assert.Equal(0.8, match.Score, tolerance: 1e-9);
    }

    [Fact]
    public void One_agreeing_cell_among_empty_ones_is_too_little() =>
        Assert.Empty(Match(80, ("exact", 1, ["Wien"], ["Wien"]), ("fuzzy", 1, [""], [""]), ("date", 1, [""], ["2024-01-01"])).Matches);
}
