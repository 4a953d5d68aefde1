using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace JobFunctions.Infra.Tests;

/// <summary>The Bicep compiler, from its NuGet package.</summary>
internal static class Bicep
{
    public const string Authority = "https://login.example/v2.0";
    public const string Audience = "api://jobfunctions";

    private static readonly string Program = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Bicep").Value!;

    /// <summary>The package holds a program for one platform.</summary>
    public static bool RunsHere => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    public static void SkipUnlessItRunsHere() =>
        Assert.SkipUnless(RunsHere, "The Bicep compiler of this repository is the one for Linux on x64; CI checks the template there.");

    /// <inheritdoc cref="RunAsync(string, IEnumerable{ValueTuple{string, string}}, string[])" />
    public static Task<(int ExitCode, string Output, string Complaints)> RunAsync(string folder, params string[] arguments) =>
        RunAsync(folder, [], arguments);

    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">What `azd env set` has set.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>What it printed, and what it complained of: warnings, too.</returns>
    public static async Task<(int ExitCode, string Output, string Complaints)> RunAsync(
        string folder, IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                // What the parameter files ask of whoever deploys.
                ["AUTH_AUTHORITY"] = Authority,
                ["AUTH_AUDIENCE"] = Audience,
                ["ALERT_EMAIL"] = "operator@example.com",
            },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await complaints);
    }
}
