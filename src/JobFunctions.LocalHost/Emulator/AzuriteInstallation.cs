using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using JobFunctions.LocalHost.Settings;

namespace JobFunctions.LocalHost.Emulator;

/// <summary>The emulator's npm package beside its package.json, in the locked version.</summary>
internal static class AzuriteInstallation
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Installs the package when it is missing or of another version; processes that want it at once wait for one.</summary>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    public static async Task<string> EnsureAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var folder = Repository.Root is { } root
            ? Path.Combine(root, "src", "JobFunctions.LocalHost", "Emulator")
            : Path.Combine(AppContext.BaseDirectory, "Emulator");
        if (IsInstalled(folder))
            return folder;

        await using var alone = await LockAsync(Path.Combine(folder, ".npm-ci.lock"), cancellationToken);
        if (!IsInstalled(folder))
        {
            say("Installing the storage emulator (npm package azurite), once; this takes about a minute …");
            await InstallAsync(folder, cancellationToken);
        }

        return folder;
    }

    public static StartupException NodeIsMissing(Exception cause) => new(
        "The storage emulator needs Node.js 20 or later with npm (https://nodejs.org). Install it, " +
        "or set AzureWebJobsStorage to the connection string of a storage account.", cause);

    // npm writes this file at the very end, so what a broken installation left behind does not count.
    private static bool IsInstalled(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        return File.Exists(installed) && LockedVersion(installed) == LockedVersion(Path.Combine(folder, "package-lock.json"));
    }

    private static string? LockedVersion(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        return file.RootElement.GetProperty("packages").GetProperty("node_modules/azurite").GetProperty("version").GetString();
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
                throw new StartupException($"npm could not install the storage emulator in {folder}.\n{await output}{await errors}".TrimEnd());
        }
        catch (Win32Exception missing)
        {
            throw NodeIsMissing(missing);
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LookAgain, cancellationToken);
            }
        }
    }
}
