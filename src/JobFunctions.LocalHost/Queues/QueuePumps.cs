using Azure.Core;
using Azure.Storage.Queues;
using JobFunctions.Core.Metering;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobFunctions.LocalHost.Queues;

/// <summary>Runs a pump for each function that a queue triggers.</summary>
internal sealed class QueuePumps(
    FunctionCatalog functions,
    IConfiguration configuration,
    QueueWakeUps wakeUps,
    IServiceScopeFactory scopes,
    IEnumerable<StorageMeter> meters,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<QueuePumps> logger) : BackgroundService
{
    private const string PoisonSuffix = "-poison";

    private readonly QueueSettings _settings = HostJson.Queues(configuration);
    private List<QueuePump> _pumps = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _pumps = [.. functions.Of<QueueTriggerAttribute>().Select(Create)];
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The web server, which stops first, can take its time to end streams; no message is fetched meanwhile.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(_pumps.Select(pump => pump.RunAsync(stopping.Token)));
    }

    private QueuePump Create((FunctionDescriptor Function, QueueTriggerAttribute Trigger) triggered)
    {
        var (function, trigger) = triggered;
        var options = new QueueClientOptions();
        foreach (var meter in meters)
            options.AddPolicy(meter.Queues, HttpPipelinePosition.PerRetry);
        var service = new QueueServiceClient(StorageConnection.Of(configuration, trigger.Connection), options);
        var queue = service.GetQueueClient(SettingNames.Resolve(trigger.QueueName, configuration));
        var poison = queue.Name.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : service.GetQueueClient(queue.Name + PoisonSuffix);
        var runner = new MessageRunner(function, queue, poison, _settings, wakeUps, scopes, time, logger);
        return new QueuePump(queue, runner, _settings, wakeUps.SignalOf(queue.Name), time, logger);
    }
}
