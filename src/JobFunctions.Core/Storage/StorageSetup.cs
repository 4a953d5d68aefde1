using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Storage;

/// <summary>Makes the tables, queues and containers that are missing, once at start.</summary>
internal sealed class StorageSetup(StorageAccount account, IOptions<StoreOptions> options) : IHostedLifecycleService
{
    // Before any other service starts, since those read and write at once.
    public Task StartingAsync(CancellationToken cancellationToken) => options.Value.CreateIfMissing
        ? Task.WhenAll(
        [
            account.Jobs.CreateIfNotExistsAsync(cancellationToken),
            account.System.CreateIfNotExistsAsync(cancellationToken),
            account.Audit.CreateIfNotExistsAsync(cancellationToken),
            account.Webhooks.CreateIfNotExistsAsync(cancellationToken),
            account.JobBlobs.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            account.FileBlobs.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            account.StateBlobs.CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            .. Lanes.All.Select(Lanes.Of).Append(WebhookLane.Name).SelectMany(lane => new[] { lane, lane + Lanes.PoisonSuffix })
                .Select(queue => account.Queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
        ])
        : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
