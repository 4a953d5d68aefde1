using JobFunctions.Core;
using JobFunctions.Core.Security;
using JobFunctions.JobTypes;
using JobFunctions.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions;

/// <summary>What both hosts of the functions need.</summary>
public static class AppServices
{
    /// <summary>What the Functions host lets through; the worker's own web server allows less until it is told.</summary>
    private const long LargestRequest = 100 * 1024 * 1024;

    /// <summary>Registers the service, its job types and what the triggers use.</summary>
    public static IServiceCollection AddJobFunctionsApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddJobFunctionsCore(configuration);
        services.AddJobTypes();
        services.AddTelemetryExport(configuration);
        services.AddSingleton(AuthOptions.Of(configuration));
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<Http.Api>();
        services.AddSingleton<Http.JobStreams>();
        services.AddSingleton<Http.BatchSubmit>();
        services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = LargestRequest);
        return services;
    }
}
