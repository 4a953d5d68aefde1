using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Tests.Settings;

public class LocalHostLoggingTests
{
    [Theory]
    [InlineData("", "JobFunctions.Core", LogLevel.Information)]
    [InlineData("DEBUG", "JobFunctions.Core", LogLevel.Debug)]
    [InlineData("error", "JobFunctions.Core", LogLevel.Error)]
    [InlineData("DEBUG", "Azure.Core", LogLevel.Warning)]
    [InlineData("DEBUG", "Microsoft.AspNetCore.Hosting", LogLevel.Warning)]
    public async Task The_level_is_the_asked_one_and_libraries_are_quiet(string asked, string category, LogLevel least)
    {
        await using var app = LocalHostApp.Build(Options(asked));
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        Assert.True(logger.IsEnabled(least));
        Assert.False(logger.IsEnabled(least - 1));
    }

    [Fact]
    public void A_word_that_is_no_level_is_named() =>
        Assert.Contains("'LOUD'", Assert.Throws<StartupException>(() => LocalHostApp.Build(Options("LOUD"))).Message, StringComparison.Ordinal);

    private static LocalHostOptions Options(string level) => new()
    {
        App = new HostedApp([], (_, _) => { }),
        Settings = new Dictionary<string, string?> { ["LOG_LEVEL"] = level },
    };
}
