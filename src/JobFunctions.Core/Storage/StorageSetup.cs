using Azure;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core.Storage;

/// <summary>Makes the tables, queues and containers that are missing, once at start, and sees to it that no shard is left out.</summary>
internal sealed class StorageSetup(StorageAccount account, ServiceState state, IOptions<StoreOptions> options) : IHostedLifecycleService
{
    /// <summary>Before any other service starts, since those read and write at once.</summary>
    /// <exception cref="OptionsValidationException">Jobs lie in more shards than there are to be.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.CreateIfMissing)
            await CreateAsync(cancellationToken);
        await CheckShardsAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task CreateAsync(CancellationToken cancellationToken) => Task.WhenAll(
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
    ]);

    private async Task CheckShardsAsync(CancellationToken cancellationToken)
    {
        var wanted = options.Value.Shards;
        try
        {
            var used = await state.UseShardsAsync(wanted, cancellationToken);
            if (used > wanted)
                throw new OptionsValidationException(nameof(StoreOptions), typeof(StoreOptions),
                    [$"Storage:Shards is {wanted}, but jobs lie in {used} shards and would be out of sight: it may grow, not shrink"]);
        }
        catch (Exception trouble) when (trouble is RequestFailedException || StorageTrouble.Is(trouble))
        {
            // The app starts all the same, and its readiness tells what is wrong with its storage.
        }
    }
}
