using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Settings;

/// <summary>Where storage is.</summary>
internal static class StorageConnection
{
    /// <summary>The setting of the host's own storage, which all triggers use unless they name another.</summary>
    public const string Setting = "AzureWebJobsStorage";

    /// <summary>What stands for the emulator on its usual ports.</summary>
    public const string Emulator = "UseDevelopmentStorage=true";

    public static string Of(IConfiguration configuration, string? setting = null)
    {
        setting ??= Setting;
        return configuration[setting] is { Length: > 0 } connection
            ? connection
            : throw new StartupException($"The setting '{setting}' holds no connection string.");
    }
}
