using JobFunctions.LocalHost.Settings;

namespace JobFunctions.LocalHost;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: dotnet run --project src/JobFunctions.LocalHost -- [demo] [options]

          demo                 run the demonstration and exit
          --processor-only     run queue triggers and timers without HTTP, beside another host
          --process-id NAME    the name of this process in the jobs that it runs
          --help               show this text

        Settings come from the environment, and from local.settings.json beside JobFunctions.sln:
          AzureWebJobsStorage  storage; the emulator, started when none answers, unless this says otherwise
          ASPNETCORE_URLS      where to listen; http://localhost:7071 by default
          LOG_LEVEL            DEBUG, INFO, WARNING or ERROR
        """;

    public bool Demo { get; private init; }

    public bool ProcessorOnly { get; private init; }

    public string? ProcessId { get; private init; }

    public bool Help { get; private init; }

    /// <exception cref="UsageException">An argument is unknown, or does not fit; the message says so.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var command = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            command = arguments[i] switch
            {
                "demo" => command with { Demo = true },
                "--processor-only" => command with { ProcessorOnly = true },
                "--process-id" when i + 1 < arguments.Count => command with { ProcessId = arguments[++i] },
                "--process-id" => throw new UsageException("--process-id needs a name."),
                "--help" or "-h" => command with { Help = true },
                var unknown => throw new UsageException($"'{unknown}' is unknown; --help shows what there is."),
            };
        }

        return command is { Demo: true, ProcessorOnly: true }
            ? throw new UsageException("The demo needs HTTP; it can't run with --processor-only.")
            : command;
    }

    public LocalHostOptions ToOptions() => new()
    {
        ProcessorOnly = ProcessorOnly,
        LocalSettings = Path.Combine(Repository.Root ?? Environment.CurrentDirectory, "local.settings.json"),
        Settings = ProcessId is null ? new Dictionary<string, string?>() : new Dictionary<string, string?> { ["Jobs:ProcessId"] = ProcessId },
    };
}
