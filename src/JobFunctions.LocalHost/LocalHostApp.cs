using JobFunctions.Core.Storage;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Http;
using JobFunctions.LocalHost.Queues;
using JobFunctions.LocalHost.Settings;
using JobFunctions.LocalHost.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace JobFunctions.LocalHost;

/// <summary>
/// Runs the functions of an app in this process: every HTTP route, queue trigger and timer, from their attributes and
/// host.json. Stop it with <c>StopAsync</c> before it is disposed, so that running functions hand back their work.
/// </summary>
public static class LocalHostApp
{
    private const string DefaultUrl = "http://localhost:7071";

    /// <summary>Builds the host. It needs its storage from the start on, not before.</summary>
    /// <param name="options">How to host.</param>
    /// <param name="configure">Has the last word on the services, for tests.</param>
    public static WebApplication Build(LocalHostOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddLocalHostSettings(options);
        builder.Logging.AddLocalHostLogging(builder.Configuration);

        options.App.Register(builder.Services, builder.Configuration);

        // After the app's own services, so that the triggers stop before what their functions need.
        AddTriggers(builder.Services, FunctionScanner.Scan(options.App.Types));
        AddServer(builder, options);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Run(app.Services.GetRequiredService<HttpDispatcher>().HandleAsync);
        return app;
    }

    private static void AddTriggers(IServiceCollection services, IReadOnlyList<FunctionDescriptor> functions)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new FunctionCatalog(functions));

        services.AddSingleton(provider =>
            RouteTable.Create(functions, HostJson.RoutePrefix(provider.GetRequiredService<IConfiguration>())));
        services.AddSingleton<HttpDispatcher>();

        services.AddSingleton<QueueWakeUps>();
        services.AddSingleton<IQueueObserver>(provider => provider.GetRequiredService<QueueWakeUps>());
        services.AddHostedService<QueuePumps>();

        services.AddSingleton<TimerStorage>();
        services.AddSingleton<TimerLease>();
        services.AddSingleton<TimerStatusStore>();
        services.AddHostedService<TimerService>();
    }

    private static void AddServer(WebApplicationBuilder builder, LocalHostOptions options)
    {
        if (options.ProcessorOnly)
        {
            builder.Services.AddSingleton<IServer, NoServer>();
            return;
        }

        builder.WebHost.UseUrls(options.Urls ?? builder.Configuration["ASPNETCORE_URLS"] ?? DefaultUrl);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }
}
