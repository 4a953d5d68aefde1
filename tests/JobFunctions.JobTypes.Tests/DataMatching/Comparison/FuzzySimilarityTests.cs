using CsCheck;
using JobFunctions.JobTypes.DataMatching.Comparison;

namespace JobFunctions.JobTypes.Tests.DataMatching.Comparison;

public class FuzzySimilarityTests
{
    [Theory]
    [InlineData("anna muller", "anna muller", 1, 1)]
    [InlineData("anna muller", "muller anna", 1, 1)]
    [InlineData("jonathan smith", "jonathan smiht", 0.9, 0.99)]
    [InlineData("jonathan smith", "smyth jonatan", 0.8, 0.9)]
    [InlineData("john smith", "j smith", 0.85, 0.95)]
    [InlineData("mac donald", "macdonald", 0.85, 0.95)]
    [InlineData("john smith", "john jones", 0, 0.5)]
    [InlineData("anna muller", "peter weber", 0, 0.2)]
    [InlineData("王 伟", "伟 王", 1, 1)]
    public void Is_high_for_spellings_of_the_same_and_low_for_others(string a, string b, double low, double high) =>
        Assert.InRange(FuzzySimilarity.Of(a, b), low, high);

    [Theory]
    [InlineData("maria garcia lopez", "garcia mario")]
    [InlineData("st albans", "saint albans")]
    [InlineData("a", "b c d e f")]
    public void Does_not_depend_on_the_side(string a, string b) =>
        Assert.Equal(FuzzySimilarity.Of(a, b), FuzzySimilarity.Of(b, a), precision: 12);

    [Fact]
    public void Stays_between_0_and_1_for_any_two_texts() =>
        Gen.String[Gen.Char["ab c"], 0, 40].Where(text => text.Trim().Length > 0).Array[2]
            .Sample(texts => FuzzySimilarity.Of(texts[0].Trim(), texts[1].Trim()) is >= 0 and <= 1);
}
