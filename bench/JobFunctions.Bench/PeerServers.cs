using System.Diagnostics;
using System.Globalization;

namespace JobFunctions.Bench;

/// <summary>A Redis of this run's own, with its default settings.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private RedisServer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static async Task<RedisServer> StartAsync()
    {
        var port = Child.FreePort();
        var folder = Directory.CreateTempSubdirectory("bench-redis-").FullName;
        var process = Child.Start("redis-server", ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder]);
        Drain(process);
        await Child.ListensAsync(port);
        return new RedisServer(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal static void Drain(Process process)
    {
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
    }
}

/// <summary>A PostgreSQL of this run's own, with its default settings. It does not run as root, so root lends it to the user <c>postgres</c>.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _programs;

    private PostgresServer(string folder, string programs, int port) =>
        (_folder, _programs, ConnectionString) = (folder, programs, $"Host=127.0.0.1;Port={port};Username=bench;Database=postgres;Maximum Pool Size=100");

    public string ConnectionString { get; }

    public static async Task<PostgresServer> StartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).FirstOrDefault()
            : null;
        if (programs is null)
            throw new InvalidOperationException("postgresql is not installed");
        var folder = Directory.CreateTempSubdirectory("bench-postgres-").FullName;
        if (Environment.UserName == "root")
            await Child.RunAsync("chown", ["postgres", folder], TimeSpan.FromSeconds(10));
        var port = Child.FreePort();
        var server = new PostgresServer(folder, programs, port);
        await server.RunAsync("initdb", "-D", server.Data, "-U", "bench", "-A", "trust", "--no-sync");
        await server.RunAsync("pg_ctl", "-D", server.Data, "-l", Path.Combine(folder, "log"), "-w", "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}", "start");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private Task<string> RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.UserName == "root"
            ? Child.RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments], TimeSpan.FromMinutes(1))
            : Child.RunAsync(path, arguments, TimeSpan.FromMinutes(1));
    }
}
