using Azure.Core;
using Azure.Storage.Blobs;
using JobFunctions.LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.LocalHost.Timers;

/// <summary>The container in which a host keeps the lease and the last runs of its timers.</summary>
internal sealed class TimerStorage(IConfiguration configuration)
{
    // A renewal that hangs or is retried for longer than the lease lasts would be worse than one that fails.
    private static readonly BlobClientOptions Options = new()
    {
        Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(4), Mode = RetryMode.Fixed },
    };

    public BlobContainerClient Container { get; } = new(StorageConnection.Of(configuration), "azure-webjobs-hosts", Options);
}
