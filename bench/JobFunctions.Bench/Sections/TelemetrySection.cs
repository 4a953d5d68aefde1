using System.Text;
using System.Text.Json;

namespace JobFunctions.Bench.Sections;

/// <summary>What no-op jobs, one after the other, send to a collector and to Azure Monitor: bytes of bodies, which are not compressed.</summary>
internal sealed class TelemetrySection : ISection
{
    private const string Azure = "/v2.1/track";

    public string Name => "telemetry";

    public async Task RunAsync(Report report, BenchOptions options)
    {
        var jobs = options.Size(500, 50);
        await using var emulator = await Emulator.StartAsync();
        await CollectorAsync(report, emulator, jobs);
        await AzureMonitorAsync(report, emulator, jobs);
    }

    private async Task CollectorAsync(Report report, Emulator emulator, int jobs)
    {
        await using var receiver = new TelemetryReceiver();
        await LoadAsync(emulator, jobs, ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        report.Add(Name, "OTLP: logs", Bytes("/v1/logs") / jobs, "B/job");
        report.Add(Name, "OTLP: traces", Bytes("/v1/traces") / jobs, "B/job");
        report.Add(Name, "OTLP: metrics", receiver.Bodies("/v1/metrics").Max(body => body.Length), "B/export", note: "one a minute and process");

        double Bytes(string path) => receiver.Bodies(path).Sum(body => body.Length);
    }

    private async Task AzureMonitorAsync(Report report, Emulator emulator, int jobs)
    {
        // What the exporter tells its maker of itself has no place here. It looks at the environment alone.
        Environment.SetEnvironmentVariable("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true");
        await using var receiver = new TelemetryReceiver();
        await LoadAsync(
            emulator,
            jobs,
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey={Guid.Empty};IngestionEndpoint={receiver.Address}"),
            ("OTEL_TRACES_SAMPLER", "microsoft.fixed_percentage"),
            ("OTEL_TRACES_SAMPLER_ARG", "1"));
        var items = receiver.Lines(Azure).ToLookup(line => JsonElement.Parse(line).GetProperty("name").GetString() == "Metric");
        report.Add(Name, "Azure Monitor: spans", items[false].Sum(Encoding.UTF8.GetByteCount) / (double)jobs, "B/job",
            note: FormattableString.Invariant($"{items[false].Count() / (double)jobs:0.0} a job when all are kept; by default 5 traces a second and process are"));

        // Each series once: an export has every one that has changed.
        var series = items[true].DistinctBy(Series).ToList();
        report.Add(Name, "Azure Monitor: metrics", series.Sum(Encoding.UTF8.GetByteCount), "B/export", note: $"one a minute and process; {series.Count} series");
    }

    private static string Series(string line)
    {
        var data = JsonElement.Parse(line).GetProperty("data").GetProperty("baseData");
        return data.GetProperty("metrics")[0].GetProperty("name") + (data.TryGetProperty("properties", out var tags) ? tags.ToString() : "");
    }

    private static async Task LoadAsync(Emulator emulator, int jobs, params (string Key, string Value)[] settings)
    {
        // What is logged as in Azure, but not to the screen. The end of the service sends what has not been sent yet.
        await using var service = await Service.StartAsync(
            emulator.NewAccount(), Part.All, [.. settings, ("LOG_LEVEL", ""), ("AzureFunctionsJobHost:logging:Console:LogLevel:Default", "None")]);
        await Loop.ClosedAsync(jobs, 1, Loop.Through(service, service, overHttp: true));
    }
}
