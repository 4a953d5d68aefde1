using JobFunctions.JobTypes.DataMatching.Comparison;

namespace JobFunctions.JobTypes.Tests.DataMatching.Comparison;

public class TextNormalizerTests
{
    [Theory]
    [InlineData("  Anna   MÜLLER ", "anna muller")]
    [InlineData("Łódź", "lodz")]
    [InlineData("e\u0301te\u0301", "ete")]
    [InlineData("Straße", "strasse")]
    [InlineData("O'Brien-Smith, J.", "obrien smith j")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("a.b@example.org", "a b example org")]
    [InlineData("Иванов", "ivanov")]
    [InlineData("x\u00a0y", "x y")]
    [InlineData("...", "")]
    [InlineData("", "")]
    public void Folds_what_spellings_differ_in(string text, string expected) => Assert.Equal(expected, TextNormalizer.Normalize(text));
}
