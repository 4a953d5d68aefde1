using System.Net;
using System.Net.Sockets;
using JobFunctions.LocalHost.Settings;

namespace JobFunctions.LocalHost.Emulator;

/// <summary>The emulator on its usual ports, which one host starts and all use.</summary>
internal static class DevelopmentStorage
{
    private static readonly int[] Ports = [10000, 10001, 10002];
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>Where the emulator keeps its data.</summary>
    public static string DataFolder { get; } = Path.Combine(Repository.Root ?? Environment.CurrentDirectory, ".azurite");

    /// <summary>Whether a connection string means the emulator on its usual ports.</summary>
    public static bool IsMeantBy(string connection) =>
        connection.Trim().TrimEnd(';').Equals(StorageConnection.Emulator, StringComparison.OrdinalIgnoreCase);

    /// <summary>Starts the emulator unless one answers.</summary>
    /// <returns>The started one, to be stopped at the end; null when another is used.</returns>
    public static async Task<Azurite?> StartAsync(Action<string> say)
    {
        if (await AnswersAsync())
            return null;

        try
        {
            say($"Starting the storage emulator (Azurite); its data is in {DataFolder}");
            return await Azurite.StartAsync(new AzuriteOptions { DataFolder = DataFolder }, say);
        }
        catch (StartupException inUse) when (inUse.Message.Contains("EADDRINUSE", StringComparison.Ordinal))
        {
            // Another host may have started one at the same moment.
            for (var look = 0; look < 40; look++)
            {
                if (await AnswersAsync())
                    return null;
                await Task.Delay(LookAgain);
            }

            throw new StartupException($"Another program uses one of the ports {string.Join(", ", Ports)} of the storage emulator.", inUse);
        }
    }

    private static async Task<bool> AnswersAsync()
    {
        try
        {
            foreach (var port in Ports)
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
