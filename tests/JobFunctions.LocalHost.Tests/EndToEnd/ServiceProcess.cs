using System.Diagnostics;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>The service as a process of its own, with a short lease.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, Uri address) => (_process, Http) = (process, new HttpClient { BaseAddress = address, Timeout = TestHost.Patience });

    /// <summary>What makes a crash be noticed in seconds, on machines whose clocks agree.</summary>
    public static (string Key, string Value)[] Impatient { get; } =
    [
        ("Jobs:Lease", "00:00:03"), ("Jobs:Heartbeat", "00:00:00.5"), ("Jobs:ClockSkew", "00:00:00"), ("Jobs:RetryBase", "00:00:00"),
        ("Jobs:BellGrace", "00:00:03"),
    ];

    public HttpClient Http { get; }

    /// <summary>The most memory that the process has had at once, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ServiceProcess> StartAsync(string account) => StartAsync(account, Impatient);

    public static async Task<ServiceProcess> StartAsync(string account, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LocalHostApp).Assembly.Location]) { RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["AzureWebJobsStorage"] = account;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            if (line.Split(' ') is ["JobFunctions", "listens", "on", var address])
            {
                // Goes on reading, so that a full pipe does not hold the process.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServiceProcess(process, new Uri(address));
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Token);
    }

    public void Dispose()
    {
        Http.Dispose();
        _process.Kill();
        _process.Dispose();
    }
}
