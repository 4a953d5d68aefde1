using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using JobFunctions.Core.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JobFunctions.Telemetry;

/// <summary>Sends traces and metrics to where the configuration says. Where it says nothing, nobody listens and nothing is made.</summary>
internal static class TelemetryExport
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureConnection = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AzureAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>The spans that the worker of the Functions app makes around ours.</summary>
    private const string WorkerSource = "Microsoft.Azure.Functions.Worker";

    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        var (otlp, azure) = (IsSet(configuration, OtlpEndpoint), IsSet(configuration, AzureConnection));
        if (!otlp && !azure)
            return services;

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                configuration[ServiceName] is { Length: > 0 } name ? name : "jobfunctions",
                serviceVersion: typeof(TelemetryNames).Assembly.GetName().Version!.ToString(3)))
            .WithTracing(traces => traces.AddSource(TelemetryNames.Source, WorkerSource).AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(TelemetryNames.Source));
        if (otlp)
            telemetry.UseOtlpExporter();
        if (azure)
        {
            var identity = Identity(configuration[AzureAuthentication]);
            telemetry
                .WithTracing(traces => traces.AddAzureMonitorTraceExporter(Configure, identity))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Configure, identity));
        }

        return services;

        void Configure(AzureMonitorExporterOptions options) => options.ConnectionString = configuration[AzureConnection];
    }

    /// <summary>Entra instead of the key in the connection string: <c>Authorization=AAD;ClientId=…</c>, as the Functions host reads it.</summary>
    internal static TokenCredential? Identity(string? authentication)
    {
        var parts = (authentication ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        if (parts.GetValueOrDefault("Authorization") != "AAD")
            return null;
        return parts.TryGetValue("ClientId", out var client)
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
            : new DefaultAzureCredential();
    }

    private static bool IsSet(IConfiguration configuration, string setting) => !string.IsNullOrWhiteSpace(configuration[setting]);
}
