namespace JobFunctions.Placeholder;

public class PlaceholderTests
{
    [Fact]
    public void Runs() => Assert.NotNull(typeof(PlaceholderTests));
}
