using JobFunctions.LocalHost.Emulator;
using JobFunctions.LocalHost.Settings;

namespace JobFunctions.LocalHost;

/// <summary>What the user asked for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: dotnet run --project src/JobFunctions.LocalHost -- [demo | token] [options]

          demo                 run the demonstration and exit
          token                print a token, for a host that runs with Auth__Mode=Jwt on this machine, and exit:
            --user NAME          whom it names
            --role NAME          a role, such as admin; may be given again
            --program ID         a program whose jobs he may see and change; may be given again
          --processor-only     run queue triggers and timers without HTTP, beside another host
          --process-id NAME    the name of this process in the jobs that it runs
          --help               show this text

        Settings come from the environment, and from local.settings.json beside JobFunctions.sln:
          AzureWebJobsStorage  storage; the emulator, started when none answers, unless this says otherwise
          ASPNETCORE_URLS      where to listen; http://localhost:7071 by default
          Auth__Mode           Jwt: callers need a token; None, the default: everybody is an admin
          LOG_LEVEL            DEBUG, INFO, WARNING or ERROR
        """;

    public bool Demo { get; private init; }

    public bool Token { get; private init; }

    public string? User { get; private init; }

    public IReadOnlyList<string> Roles { get; private init; } = [];

    public IReadOnlyList<string> Programs { get; private init; } = [];

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
                "token" => command with { Token = true },
                "--user" => command with { User = Value(ref i) },
                "--role" => command with { Roles = [.. command.Roles, Value(ref i)] },
                "--program" => command with { Programs = [.. command.Programs, Value(ref i)] },
                "--processor-only" => command with { ProcessorOnly = true },
                "--process-id" => command with { ProcessId = Value(ref i) },
                "--help" or "-h" => command with { Help = true },
                var unknown => throw new UsageException($"'{unknown}' is unknown; --help shows what there is."),
            };
        }

        return command switch
        {
            { Demo: true, ProcessorOnly: true } => throw new UsageException("The demo needs HTTP; it can't run with --processor-only."),
            { Token: true, User: not { Length: > 0 } } => throw new UsageException("A token needs a user: token --user NAME"),
            { Token: false, User: not null } or { Token: false, Roles.Count: > 0 } or { Token: false, Programs.Count: > 0 } =>
                throw new UsageException("--user, --role and --program belong to token."),
            _ => command,
        };

        string Value(ref int at) => at + 1 < arguments.Count
            ? arguments[++at]
            : throw new UsageException($"{arguments[at]} needs a name.");
    }

    public LocalHostOptions ToOptions() => new()
    {
        ProcessorOnly = ProcessorOnly,
        LocalSettings = Path.Combine(Repository.Root ?? Environment.CurrentDirectory, "local.settings.json"),
        KeysFolder = DevelopmentStorage.DataFolder,
        Settings = ProcessId is null ? new Dictionary<string, string?>() : new Dictionary<string, string?> { ["Jobs:ProcessId"] = ProcessId },
    };
}
