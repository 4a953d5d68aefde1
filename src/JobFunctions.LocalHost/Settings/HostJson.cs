using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Settings;

/// <summary>
/// The settings of host.json that this host knows. They stand in the configuration below <see cref="Section"/>, the name by
/// which the platform, too, lets environment variables override them.
/// </summary>
internal static class HostJson
{
    public const string Section = "AzureFunctionsJobHost";

    /// <summary>Adds what a host.json says; anything added later overrides it.</summary>
    public static void AddHostJson(this IConfigurationBuilder configuration, string path)
    {
        if (!File.Exists(path))
            throw new StartupException($"There is no {path}.");
        var file = new ConfigurationBuilder().AddJsonFile(path).Build();
        configuration.AddInMemoryCollection(file.AsEnumerable().Select(pair => KeyValuePair.Create($"{Section}:{pair.Key}", pair.Value)));
    }

    /// <summary>What all HTTP routes start with, without slashes around it; "api" when nothing else is said.</summary>
    public static string RoutePrefix(IConfiguration configuration) =>
        (configuration[$"{Section}:extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>What all queue triggers share.</summary>
    public static QueueSettings Queues(IConfiguration configuration)
    {
        var section = configuration.GetSection($"{Section}:extensions:queues");
        var batchSize = Between(section, "batchSize", 16, 1, 32);
        var encoding = section.GetValue("messageEncoding", "base64");
        Require(encoding is "base64" or "none", "messageEncoding", "must be base64 or none");
        return new QueueSettings(
            batchSize,
            Between(section, "newBatchThreshold", batchSize * Environment.ProcessorCount / 2, 0, 1000),
            Between(section, "maxDequeueCount", 5, 1, int.MaxValue),
            Between(section, "visibilityTimeout", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(7)),
            Between(section, "maxPollingInterval", TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
            encoding == "base64");
    }

    private static T Between<T>(IConfigurationSection section, string key, T otherwise, T least, T most) where T : struct, IComparable<T>
    {
        try
        {
            var value = section.GetValue(key, otherwise);
            Require(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, key, $"must be between {least} and {most}");
            return value;
        }
        catch (InvalidOperationException wrong)
        {
            throw new StartupException($"host.json: extensions.queues.{key} is '{section[key]}', which is no {typeof(T).Name}.", wrong);
        }
    }

    private static void Require(bool holds, string key, string rule)
    {
        if (!holds)
            throw new StartupException($"host.json: extensions.queues.{key} {rule}.");
    }
}
