using JobFunctions.Core.Security;
using JobFunctions.LocalHost.Emulator;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost;

/// <summary>What a user wants to know when the host has started.</summary>
internal static class Banner
{
    public static void Write(WebApplication app, CommandLine command, TextWriter console)
    {
        var functions = app.Services.GetRequiredService<FunctionCatalog>();
        var http = command.ProcessorOnly ? "no HTTP" : $"{functions.Of<HttpTriggerAttribute>().Count()} HTTP";
        console.WriteLine($"""

            JobFunctions {(command.ProcessorOnly ? "processes jobs" : $"listens on {Listening.BaseAddress(app)}")}
              storage    {Storage(StorageConnection.Of(app.Configuration))}
              callers    {Callers(app)}
              dashboard  {(command.ProcessorOnly ? "none here" : $"{Listening.BaseAddress(app)}dashboard")}
              functions  {http}, {functions.Of<QueueTriggerAttribute>().Count()} queue, {functions.Of<TimerTriggerAttribute>().Count()} timer
            Ctrl-C stops it.

            """);
    }

    private static string Callers(WebApplication app) => app.Services.GetService<AuthOptions>() is { AsksForToken: true } options
        ? $"need a token{(options.SigningKey is { Length: > 0 } ? "; the command 'token' prints one" : $" of {options.Authority}")}"
        : "need no token; everybody is an admin";

    // The account's name and never the whole string, which holds its key.
    private static string Storage(string connection)
    {
        const string name = "AccountName=";
        return DevelopmentStorage.IsMeantBy(connection)
            ? "the emulator (Azurite)"
            : connection.Split(';').FirstOrDefault(part => part.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..] ?? "as set";
    }
}
