using System.ComponentModel;
using System.Diagnostics;

namespace JobFunctions.Bench;

/// <summary>A program that this one starts, and ends.</summary>
internal static class Child
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var over = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} took longer than {limit.TotalSeconds:0} s");
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} failed: {(await errors + await output).Trim().Split('\n')[^1]}");
    }

    /// <summary>Starts a program that runs until it is killed.</summary>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{program} is not installed");
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until somebody listens on a port.</summary>
    public static async Task ListensAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
                return;
            }
            catch (System.Net.Sockets.SocketException) when (tries < 100)
            {
                await Task.Delay(100);
            }
        }
    }
}
