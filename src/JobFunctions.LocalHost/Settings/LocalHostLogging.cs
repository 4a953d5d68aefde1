using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace JobFunctions.LocalHost.Settings;

/// <summary>One line a message, quiet unless told otherwise.</summary>
internal static class LocalHostLogging
{
    private const string LevelSetting = "LOG_LEVEL";

    public static void AddLocalHostLogging(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddConfiguration(configuration.GetSection($"{HostJson.Section}:logging"));
        if (Level(configuration[LevelSetting]) is { } level)
            logging.AddFilter(category: null, level);

        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
    }

    private static LogLevel? Level(string? word) => word?.ToUpperInvariant() switch
    {
        null or "" => null,
        "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Information,
        "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        _ => throw new StartupException($"{LevelSetting} is '{word}'; it can be DEBUG, INFO, WARNING or ERROR."),
    };
}
