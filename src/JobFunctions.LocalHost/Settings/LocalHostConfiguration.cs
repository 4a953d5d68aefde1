using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Settings;

/// <summary>Where settings come from, each source counting more than those before it.</summary>
internal static class LocalHostConfiguration
{
    public static void AddLocalHostSettings(this IConfigurationBuilder configuration, LocalHostOptions options)
    {
        // On one's own machine nobody is to be slowed down, and least of all a test of the load.
        configuration.AddInMemoryCollection(
            [KeyValuePair.Create<string, string?>("Requests:SubmitsPerMinute", "0"), KeyValuePair.Create<string, string?>("Requests:StreamsPerUser", "0")]);
        configuration.AddHostJson(Path.Combine(AppContext.BaseDirectory, "host.json"));
        if (options.LocalSettings is not null)
            configuration.AddLocalSettings(options.LocalSettings);
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(options.Settings);

        if (string.IsNullOrWhiteSpace(configuration.Build()[StorageConnection.Setting]))
            configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>(StorageConnection.Setting, StorageConnection.Emulator)]);
        if (options.KeysFolder is not null)
            configuration.AddDevelopmentKeys(options.KeysFolder);
    }

    // The values stand for environment variables, so a double underscore means a colon here, too.
    private static void AddLocalSettings(this IConfigurationBuilder configuration, string path)
    {
        var file = new ConfigurationBuilder().AddJsonFile(path, optional: true).Build();
        configuration.AddInMemoryCollection(file.GetSection("Values").AsEnumerable(makePathsRelative: true)
            .Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value)));
    }
}
