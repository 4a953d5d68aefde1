using JobFunctions.Core.Security;
using JobFunctions.LocalHost.Demo;
using JobFunctions.LocalHost.Emulator;
using JobFunctions.LocalHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobFunctions.LocalHost;

/// <summary>One run of the program: storage, host, and the demo or the wait for the end.</summary>
internal static class Session
{
    public static async Task<int> RunAsync(CommandLine command)
    {
        await using var app = Build(command);
        if (command.Demo && app.Services.GetRequiredService<AuthOptions>().AsksForToken)
            throw new StartupException("The demo shows no token. Run it with Auth__Mode=None.");
        var storage = StorageConnection.Of(app.Configuration);
        await using var emulator = DevelopmentStorage.IsMeantBy(storage) ? await DevelopmentStorage.StartAsync(Console.WriteLine) : null;

        await app.StartAsync();
        Banner.Write(app, command, Console.Out);
        var exitCode = 0;
        if (command.Demo)
        {
            exitCode = await DemoCommand.RunAsync(Listening.BaseAddress(app), app.Lifetime.ApplicationStopping);
            app.Lifetime.StopApplication();
        }

        await app.WaitForShutdownAsync();
        return exitCode;
    }

    private static WebApplication Build(CommandLine command)
    {
        var options = command.ToOptions();
        var app = LocalHostApp.Build(options);
        if (command.ProcessorOnly || Listening.FindTaken(app) is not { } taken)
            return app;

        ((IDisposable)app).Dispose();
        return command.Demo
            ? LocalHostApp.Build(options with { Urls = Listening.FreePort })
            : throw new StartupException($"Another program listens on {taken}. Stop it, or set ASPNETCORE_URLS to another address.");
    }
}
