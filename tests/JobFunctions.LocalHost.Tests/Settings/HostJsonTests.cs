using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Tests.Settings;

public class HostJsonTests
{
    [Fact]
    public void The_repositorys_own_file_is_understood()
    {
        var configuration = Configure();
        Assert.Equal("api/v1", HostJson.RoutePrefix(configuration));
        Assert.Equal(
            new QueueSettings(16, 32, 5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), IsBase64: false),
            HostJson.Queues(configuration));
        Assert.Equal("00:30:00", configuration["AzureFunctionsJobHost:functionTimeout"]);
    }

    [Fact]
    public void What_is_not_said_is_as_the_platform_has_it()
    {
        var nothing = new ConfigurationBuilder().Build();
        Assert.Equal("api", HostJson.RoutePrefix(nothing));
        Assert.Equal(
            new QueueSettings(16, 8 * Environment.ProcessorCount, 5, TimeSpan.Zero, TimeSpan.FromMinutes(1), IsBase64: true),
            HostJson.Queues(nothing));
    }

    [Theory]
    [InlineData("batchSize", "33")]
    [InlineData("batchSize", "many")]
    [InlineData("newBatchThreshold", "-1")]
    [InlineData("maxDequeueCount", "0")]
    [InlineData("maxPollingInterval", "00:00:00")]
    [InlineData("messageEncoding", "hex")]
    public void A_setting_that_makes_no_sense_is_named(string key, string value)
    {
        var configuration = Configure(($"AzureFunctionsJobHost:extensions:queues:{key}", value));
        Assert.Contains(key, Assert.Throws<StartupException>(() => HostJson.Queues(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_between_percent_signs_stand_for_settings()
    {
        var configuration = Configure(("Lane", "high"));
        Assert.Equal("jobs-high", SettingNames.Resolve("jobs-%Lane%", configuration));
        Assert.Equal("0 * * * * *", SettingNames.Resolve("0 * * * * *", configuration));
        Assert.Contains("'Missing'", Assert.Throws<StartupException>(() => SettingNames.Resolve("%Missing%", configuration)).Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Configure(params (string Key, string Value)[] overrides)
    {
        var builder = new ConfigurationBuilder();
        builder.AddHostJson(Path.Combine(AppContext.BaseDirectory, "host.json"));
        builder.AddInMemoryCollection(overrides.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        return builder.Build();
    }
}
