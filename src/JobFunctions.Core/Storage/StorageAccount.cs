using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using JobFunctions.Core.Metering;
using Microsoft.Extensions.Configuration;

namespace JobFunctions.Core.Storage;

/// <summary>
/// The clients of the one storage account that holds everything. <c>AzureWebJobsStorage</c> is a connection string, or a section
/// with <c>accountName</c> (or the three service addresses) and, for a user-assigned identity, <c>clientId</c>.
/// </summary>
public sealed class StorageAccount
{
    /// <summary>The table of the jobs.</summary>
    public const string JobsTable = "jobs";

    /// <summary>The table of what belongs to no job.</summary>
    public const string SystemTable = "system";

    /// <summary>The table of who did what.</summary>
    public const string AuditTable = "audit";

    /// <summary>The table of webhooks and their deliveries.</summary>
    public const string WebhooksTable = "webhooks";

    /// <summary>The container of the jobs' inputs, large configs and results.</summary>
    public const string JobsContainer = "jobs";

    /// <summary>The container of the callers' own files.</summary>
    public const string FilesContainer = "files";

    /// <summary>The container of what job types remember between jobs.</summary>
    public const string StateContainer = "state";

    private const string Setting = "AzureWebJobsStorage";

    private StorageAccount(TableServiceClient tables, TableServiceClient once, QueueServiceClient queues, BlobServiceClient blobs)
    {
        Queues = queues;
        Jobs = tables.GetTableClient(JobsTable);
        JobTransactions = once.GetTableClient(JobsTable);
        System = tables.GetTableClient(SystemTable);
        SystemTransactions = once.GetTableClient(SystemTable);
        Audit = tables.GetTableClient(AuditTable);
        Webhooks = tables.GetTableClient(WebhooksTable);
        JobBlobs = blobs.GetBlobContainerClient(JobsContainer);
        FileBlobs = blobs.GetBlobContainerClient(FilesContainer);
        StateBlobs = blobs.GetBlobContainerClient(StateContainer);
        Blobs = blobs;
    }

    /// <summary>The queues: the lanes and their poison queues.</summary>
    public QueueServiceClient Queues { get; }

    /// <summary>The blob service, which signs upload addresses.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>The job table, for reading.</summary>
    public TableClient Jobs { get; }

    /// <summary>The job table, for transactions: it never tries again by itself, since a lost answer has to be asked for.</summary>
    public TableClient JobTransactions { get; }

    /// <summary>What belongs to no job: instances, signals, slots.</summary>
    public TableClient System { get; }

    /// <summary>The same table for transactions that must not be tried again by themselves.</summary>
    public TableClient SystemTransactions { get; }

    /// <summary>Who did what.</summary>
    public TableClient Audit { get; }

    /// <summary>Webhooks and their deliveries.</summary>
    public TableClient Webhooks { get; }

    /// <summary>Inputs, large configs and results, under each job's id.</summary>
    public BlobContainerClient JobBlobs { get; }

    /// <summary>The callers' own files.</summary>
    public BlobContainerClient FileBlobs { get; }

    /// <summary>What job types remember between jobs.</summary>
    public BlobContainerClient StateBlobs { get; }

    /// <summary>Connects as configured.</summary>
    /// <param name="configuration">Where the setting is.</param>
    /// <param name="policies">See every single request, tries again included: they bring faults in tests.</param>
    /// <param name="meter">Counts the requests, what the policies let through; null where nobody counts.</param>
    /// <exception cref="InvalidOperationException">The setting is missing.</exception>
    public static StorageAccount Connect(IConfiguration configuration, IEnumerable<HttpPipelinePolicy> policies, StorageMeter? meter = null)
    {
        var reading = new TableClientOptions();
        var once = new TableClientOptions { Retry = { MaxRetries = 0 } };
        var blobs = new BlobClientOptions();

        // As host.json says. Plain text reaches the function whatever it is, so that a message that is not ours can be recorded.
        var queues = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };

        foreach (var policy in policies)
        {
            foreach (var options in new ClientOptions[] { reading, once, queues, blobs })
                options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        if (meter is not null)
        {
            reading.AddPolicy(meter.Tables, HttpPipelinePosition.PerRetry);
            once.AddPolicy(meter.Tables, HttpPipelinePosition.PerRetry);
            queues.AddPolicy(meter.Queues, HttpPipelinePosition.PerRetry);
            blobs.AddPolicy(meter.Blobs, HttpPipelinePosition.PerRetry);
        }

        if (configuration[Setting] is { Length: > 0 } connection)
        {
            return new StorageAccount(
                new TableServiceClient(connection, reading),
                new TableServiceClient(connection, once),
                new QueueServiceClient(connection, queues),
                new BlobServiceClient(connection, blobs));
        }

        var section = configuration.GetSection(Setting);
        TokenCredential identity = section["clientId"] is { } client
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
            : new DefaultAzureCredential();
        return new StorageAccount(
            new TableServiceClient(Address(section, "table"), identity, reading),
            new TableServiceClient(Address(section, "table"), identity, once),
            new QueueServiceClient(Address(section, "queue"), identity, queues),
            new BlobServiceClient(Address(section, "blob"), identity, blobs));
    }

    private static Uri Address(IConfigurationSection section, string service)
    {
        if (section[$"{service}ServiceUri"] is { } address)
            return new Uri(address);
        return section["accountName"] is { } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new InvalidOperationException(
                $"{Setting} is not set. Give a connection string (UseDevelopmentStorage=true for Azurite) or {Setting}__accountName.");
    }
}
