using System.Globalization;
using System.Runtime.CompilerServices;

namespace JobFunctions.Bench.Sections;

/// <summary>Other job systems on the same machine in the same run: no-op jobs, and jobs of 5 ms.</summary>
internal sealed class PeersSection : ISection
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    public string Name => "peers";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        foreach (var milliseconds in new[] { 0, 5 })
        {
            var what = milliseconds == 0 ? "no-op jobs" : $"jobs of {milliseconds} ms";
            var jobs = options.Size(2000, 200);
            var ours = await ServiceAsync(jobs, milliseconds);
            report.Add(Name, $"JobFunctions, {what}", ours, "jobs/s", note: "Azurite, 64 in flight");
            await CompareAsync(report, "RQ on Redis", what, ours, milliseconds == 0 ? "≥ 3" : "", () => RqAsync(options.Size(1000, 100), milliseconds));
            await CompareAsync(report, "Hangfire on PostgreSQL", what, ours, milliseconds == 0 ? "≥ 1" : "", () => OnPostgresAsync(jobs, milliseconds));
            await CompareAsync(report, "Hangfire on Redis", what, ours, "", () => OnRedisAsync(jobs, milliseconds));
        }
    }

    private async Task CompareAsync(Report report, string peer, string what, double ours, string target, Func<Task<double>> run)
    {
        try
        {
            var theirs = await run();
            report.Add(Name, $"{peer}, {what}", theirs, "jobs/s");
            report.Add(Name, $"JobFunctions ÷ {peer}, {what}", ours / theirs, "×", target);
        }
        catch (InvalidOperationException missing)
        {
            report.Add(Name, $"{peer}, {what}", double.NaN, "jobs/s", note: $"skipped: {missing.Message} (see bench/README.md)");
        }
    }

    private static async Task<double> ServiceAsync(int jobs, int milliseconds)
    {
        await using var emulator = await Emulator.StartAsync();
        await using var service = await Service.StartAsync(emulator.NewAccount());
        Func<Task> run = async () => await service.EndOf(await service.SubmitAsync(Service.Noop(milliseconds)));
        // Twice as many that don't count: emulator and service are compiled while they run.
        await Loop.ClosedAsync(2 * jobs, 64, run);
        return await Loop.ClosedAsync(jobs, 64, run);
    }

    private static async Task<double> RqAsync(int jobs, int milliseconds)
    {
        const string python = "/usr/bin/python3";
        await Child.RunAsync(python, ["-c", "import rq, redis"], Limit);
        await using var redis = await RedisServer.StartAsync();
        var folder = Path.Combine(AppContext.BaseDirectory, "Peers");
        using var worker = Child.Start(
            python, ["-m", "rq.cli", "worker", "--url", $"redis://127.0.0.1:{redis.Port}", "--path", folder, "--quiet"]);
        RedisServer.Drain(worker);
        try
        {
            // The first job waits until the worker is up.
            string[] arguments = [Path.Combine(folder, "rq_peer.py"), redis.Port.ToString(CultureInfo.InvariantCulture)];
            await Child.RunAsync(python, [.. arguments, "5", "0"], Limit);
            return Number(await Child.RunAsync(
                python, [.. arguments, jobs.ToString(CultureInfo.InvariantCulture), milliseconds.ToString(CultureInfo.InvariantCulture)], Limit));
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
        }
    }

    private static async Task<double> OnPostgresAsync(int jobs, int milliseconds)
    {
        await using var server = await PostgresServer.StartAsync();
        return await HangfireAsync("postgres", server.ConnectionString, jobs, milliseconds);
    }

    private static async Task<double> OnRedisAsync(int jobs, int milliseconds)
    {
        await using var server = await RedisServer.StartAsync();
        return await HangfireAsync("redis", $"127.0.0.1:{server.Port}", jobs, milliseconds);
    }

    private static async Task<double> HangfireAsync(string storage, string connection, int jobs, int milliseconds)
    {
        var project = Path.Combine(Folder(), "..", "..", "Hangfire");
        var program = Path.Combine(project, "bin", "Release", "net10.0", "JobFunctions.Bench.Hangfire.dll");
        if (!File.Exists(program))
            await Child.RunAsync("dotnet", ["build", project, "-c", "Release", "-v", "q", "--nologo"], Limit);
        return Number(await Child.RunAsync(
            "dotnet",
            [program, storage, connection, jobs.ToString(CultureInfo.InvariantCulture), milliseconds.ToString(CultureInfo.InvariantCulture)],
            Limit));
    }

    private static double Number(string output) => double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
