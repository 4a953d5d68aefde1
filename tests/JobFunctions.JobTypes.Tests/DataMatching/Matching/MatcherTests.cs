using CsCheck;
using JobFunctions.JobTypes.DataMatching.Matching;
using static JobFunctions.JobTypes.Tests.DataMatching.Matching.MatchingFixture;

namespace JobFunctions.JobTypes.Tests.DataMatching.Matching;

public class MatcherTests
{
    private static readonly Gen<string[]> Names = Gen.String[Gen.Char["abc "], 0, 8].Array[0, 40];

    [Fact]
    public void No_row_is_matched_twice_whatever_the_files() =>
        Gen.Select(Names, Names).Sample((names1, names2) =>
        {
            var matches = Match(50, ("fuzzy", 1, names1, names2)).Matches;
            return matches.DistinctBy(match => match.Row1).Count() == matches.Count
                && matches.DistinctBy(match => match.Row2).Count() == matches.Count
                && matches.All(match => match.Score is >= 0.5 and <= 1);
        });

    [Fact]
    public void The_same_files_give_the_same_matches() =>
        Gen.Select(Names, Names).Sample((names1, names2) =>
            Match(50, ("fuzzy", 1, names1, names2)).Matches.SequenceEqual(Match(50, ("fuzzy", 1, names1, names2)).Matches));

    [Fact]
    public void Every_identical_row_finds_its_own_partner()
    {
        string[] many = [.. Enumerable.Repeat("Anna Müller", 1000)];

        foreach (var matchType in (string[])["exact", "fuzzy"])
            Assert.Equal(1000, Match(80, (matchType, 1, many, many)).Matches.Count);
        string[] numbers = [.. Enumerable.Repeat("42", 1000)];
        Assert.Equal(1000, Match(80, ("numeric", 1, numbers, numbers)).Matches.Count);
    }

    [Fact]
    public void The_best_pairs_stand_and_the_loser_takes_its_second_choice() =>
        Assert.Equal(
            [new Match(0, 1, 0.8), new Match(1, 0, 0.95)],
            Matcher.OneToOne([new(0, 0, 0.9), new(0, 1, 0.8), new(1, 0, 0.95), new(1, 1, 0.85)], 2, 2));

    [Fact]
    public void Of_equal_scores_the_first_rows_stand() =>
        Assert.Equal(
            [new Match(0, 0, 0.9), new Match(1, 1, 0.9)],
            Matcher.OneToOne([new(1, 1, 0.9), new(1, 0, 0.9), new(0, 1, 0.9), new(0, 0, 0.9)], 2, 2));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compares_far_fewer_than_all_pairs(bool fewDifferentValues)
    {
        const int Rows = 5000;
        var random = new Random(1);
        string[] names1 = [.. Enumerable.Range(0, Rows).Select(_ => Name())];
        string[] names2 = [.. names1.Select(name => name.Replace('a', 'e'))];
        random.Shuffle(names2);

        var outcome = Match(70, ("fuzzy", 1, names1, names2));

        Assert.InRange(outcome.Compared, 1, (long)Rows * Rows / 100);
        Assert.InRange(outcome.Matches.Count, Rows * 8 / 10, Rows);

        string Name() => fewDifferentValues ? $"customer number {random.Next(20)}" : $"{Letters(random, 6)} {Letters(random, 7)}";
    }

    [Fact]
    public void A_common_word_does_not_hide_the_rare_one()
    {
        var random = new Random(1);
        string[] names1 = [.. Enumerable.Range(0, 3000).Select(_ => $"Company Limited {Letters(random, 7)}")];
        string[] names2 = [.. names1.Reverse()];

        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (i, 2999 - i)), Match(95, ("fuzzy", 1, names1, names2)).Pairs());
    }

    private static string Letters(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(26))));
}
