using JobFunctions.LocalHost.Settings;

namespace JobFunctions.LocalHost.Tests;

public class CommandLineTests
{
    [Fact]
    public void Everything_has_a_default() => Assert.Equal(new CommandLine(), CommandLine.Parse([]));

    [Fact]
    public void Arguments_are_understood()
    {
        Assert.True(CommandLine.Parse(["demo"]).Demo);
        Assert.True(CommandLine.Parse(["--help"]).Help);
        var processor = CommandLine.Parse(["--processor-only", "--process-id", "worker-2"]);
        Assert.True(processor.ToOptions().ProcessorOnly);
        Assert.Equal("worker-2", processor.ToOptions().Settings["Jobs:ProcessId"]);
    }

    [Fact]
    public void A_token_is_asked_for()
    {
        var token = CommandLine.Parse(["token", "--user", "ann", "--role", "admin", "--role", "other", "--program", "7"]);

        Assert.True(token.Token);
        Assert.Equal("ann", token.User);
        Assert.Equal(["admin", "other"], token.Roles);
        Assert.Equal(["7"], token.Programs);
    }

    [Theory]
    [InlineData("'--bogus'", "--bogus")]
    [InlineData("--process-id", "--process-id")]
    [InlineData("--processor-only", "demo", "--processor-only")]
    [InlineData("--user", "token")]
    [InlineData("--user", "token", "--user")]
    [InlineData("--role", "--role", "admin")]
    public void What_does_not_fit_is_named(string named, params string[] arguments) =>
        Assert.Contains(named, Assert.Throws<UsageException>(() => CommandLine.Parse(arguments)).Message, StringComparison.Ordinal);
}
