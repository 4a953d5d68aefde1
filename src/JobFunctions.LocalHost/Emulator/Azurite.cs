using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using JobFunctions.LocalHost.Settings;

namespace JobFunctions.LocalHost.Emulator;

/// <summary>A storage emulator that this process has started, and stops.</summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Dictionary<string, string> _endpoints = [];

    private Azurite(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Starts it, and installs it before that when needed.</summary>
    /// <exception cref="StartupException">It can't be installed or started; the message says why.</exception>
    public static async Task<Azurite> StartAsync(AzuriteOptions options, Action<string> say, CancellationToken cancellationToken = default)
    {
        var folder = await AzuriteInstallation.EnsureAsync(say, cancellationToken);
        var azurite = new Azurite(Launch(folder, options));
        try
        {
            await azurite.WaitUntilListeningAsync(cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>What reaches one of its accounts.</summary>
    public string ConnectionString(AzuriteAccount account) => string.Concat(
        $"DefaultEndpointsProtocol=http;AccountName={account.Name};AccountKey={account.Key};",
        string.Concat(_endpoints.Select(endpoint => $"{endpoint.Key}Endpoint={endpoint.Value}/{account.Name};")));

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            await StopAsync();
        }
    }

    private static Process Launch(string folder, AzuriteOptions options)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                // Room for what lives as long as a request: less garbage is collected under load.
                "--max-semi-space-size=64",
                "--require", Path.Combine(folder, "signals.cjs"),
                "--require", Path.Combine(folder, "speed.cjs"),
                Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js"),
                "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            },
        };

        var port = options.FirstPort;
        foreach (var service in new[] { "blob", "queue", "table" })
        {
            Add($"--{service}Host", "127.0.0.1");
            Add($"--{service}Port", (port == 0 ? 0 : port++).ToString(CultureInfo.InvariantCulture));
        }

        if (options.DataFolder is null)
            Add("--inMemoryPersistence");
        else
            Add("--location", options.DataFolder);
        if (options.Accounts.Count > 0)
            start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', options.Accounts.Select(account => $"{account.Name}:{account.Key}"));
        if (options.EndsWithParent)
            start.Environment["EMULATOR_ENDS_WITH_PARENT"] = "1";

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw AzuriteInstallation.NodeIsMissing(missing);
        }

        void Add(params string[] arguments) => Array.ForEach(arguments, start.ArgumentList.Add);
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        var errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (_endpoints.Count < 3)
        {
            if (await _process.StandardOutput.ReadLineAsync(limit.Token) is not { } line)
                throw new StartupException($"The storage emulator could not start. {(await errors).Trim()}");
            if (Listening.Match(line) is { Success: true } match)
                _endpoints[match.Groups["service"].Value] = match.Groups["address"].Value;
        }

        // A full pipe would block it.
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    private async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.StandardInput.WriteLineAsync("stop".AsMemory(), limit.Token);
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [GeneratedRegex("^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>.+)$")]
    private static partial Regex Listening { get; }
}
