using JobFunctions.Core.Security;
using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost;

/// <summary>Prints a token that a host with the same settings takes, when it runs with <c>Auth__Mode=Jwt</c>.</summary>
internal static class TokenCommand
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static int Run(CommandLine command, TextWriter output)
    {
        var configuration = new ConfigurationManager();
        configuration.AddLocalHostSettings(command.ToOptions());

        // What the host asks for is the host's; here the key is wanted whatever the mode is.
        configuration["Auth:Mode"] = AuthOptions.Jwt;
        var options = AuthOptions.Of(configuration);
        if (options.SigningKey is not { Length: > 0 })
            throw new StartupException($"Tokens come from {options.Authority} (Auth:Authority), and no other is good with these settings.");
        var now = TimeProvider.System.GetUtcNow();
        output.WriteLine(DevelopmentTokens.Create(options, command.User!, command.Roles, command.Programs, now, now + Lifetime));
        return 0;
    }
}
