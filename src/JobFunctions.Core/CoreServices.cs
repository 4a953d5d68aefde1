using Azure.Core.Pipeline;
using JobFunctions.Core.Audit;
using JobFunctions.Core.Batches;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Dependencies;
using JobFunctions.Core.Execution;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Maintenance;
using JobFunctions.Core.Metering;
using JobFunctions.Core.Outbox;
using JobFunctions.Core.Outgoing;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Schedules;
using JobFunctions.Core.Secrets;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using JobFunctions.Core.Telemetry;
using JobFunctions.Core.Watching;
using JobFunctions.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace JobFunctions.Core;

/// <summary>Registers the service.</summary>
public static class CoreServices
{
    /// <summary>Everything but the job types and the triggers. Options come from the sections <c>Jobs</c>, <c>Storage</c>, <c>Retention</c> and <c>Outgoing</c>.</summary>
    public static IServiceCollection AddJobFunctionsCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection("Jobs"))
            .Validate(
                options => options is { MaxConcurrent: >= 0 and <= SlotLimits.Largest, MaxConcurrentPerUser: >= 0 and <= SlotLimits.Largest },
                $"Jobs:MaxConcurrent and Jobs:MaxConcurrentPerUser must be between 0 (no limit) and {SlotLimits.Largest}")
            .Validate(options => options is { MaxRetries: >= 0 and <= 100, MaxWeight: >= 0 }, "Jobs:MaxRetries must be between 0 and 100, Jobs:MaxWeight 0 or more")
            .Validate(
                options => options.AreTimesValid,
                "Jobs: Lease must be longer than Heartbeat, SilentAfter longer than Lease, RetryCap no shorter than RetryBase, and intervals longer than nothing")
            .Validate(
                options => RateRules.TryParse(options.RateLimits, out _),
                $"Jobs:RateLimits must hold rules such as 'type:http_request=10/s; owner:*=100/m+20', {RateRules.Most} at most, each key once")
            .ValidateOnStart();
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection("Retention"))
            .Validate(options => options.IsValid, "Retention: every age must be longer than nothing, that of WebhookDeliveries four days or longer")
            .Validate<JobHandlers>(
                (options, handlers) => options.Types.Keys.All(type => handlers.TryFind(type, out _)),
                "Retention:Types must name job types, as GET job-types shows them")
            .ValidateOnStart();
        services.AddOptions<ConsistencyOptions>().Bind(configuration.GetSection("Consistency"))
            .Validate(
                options => options.IsValid,
                "Consistency: Interval must be an hour or longer, RunLimit at most 20 minutes, BlobAge 10 minutes or longer")
            .ValidateOnStart();
        services.AddOptions<StoreOptions>().Bind(configuration.GetSection("Storage"))
            .Validate(options => options.Shards is >= 1 and <= JobId.MaxShards, $"Storage:Shards must be between 1 and {JobId.MaxShards}")
            .Validate(
                options => options.OperationsPerTransaction is >= 10 and <= 100,
                "Storage:OperationsPerTransaction must be between 10 and 100")
            .Validate(
                options => options.TransactionTimeout > TimeSpan.Zero && options.GiveUpAfter > TimeSpan.Zero,
                "Storage:TransactionTimeout and Storage:GiveUpAfter must be longer than nothing")
            .ValidateOnStart();
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection("Audit"))
            .Validate(options => options.IsValid, "Audit:Keep must be a day at least, Audit:FlushInterval longer than nothing and a minute at most")
            .ValidateOnStart();
        services.AddOptions<OutgoingOptions>().Bind(configuration.GetSection("Outgoing"))
            .Validate(options => AllowedHosts.TryParse(options.Allowed, out _), "Outgoing:Allowed must hold host names, addresses and networks")
            .Validate(
                options => options.ConnectTimeout > TimeSpan.Zero && options.Timeout > TimeSpan.Zero
                    && options.MaxResponseBytes > 0 && options.MaxRedirects is >= 0 and <= 20,
                "Outgoing: times and sizes must be more than nothing, MaxRedirects between 0 and 20")
            .ValidateOnStart();
        services.AddOptions<RequestOptions>().Bind(configuration.GetSection("Requests"))
            .Validate(options => options.IsValid, "Requests: a limit is outside of what the service can keep; docs/operations.md has the ranges")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Randomness());
        services.AddSingleton(HostLimits.Of(configuration));
        services.AddSingleton(provider => Instance.Start(
            provider.GetRequiredService<IOptions<JobOptions>>().Value.ProcessId,
            provider.GetRequiredService<Randomness>(),
            provider.GetRequiredService<TimeProvider>()));

        services.AddMetrics();
        services.AddSingleton<StorageMeter>();
        services.AddSingleton<StorageClock>();
        services.AddSingleton<HttpPipelinePolicy>(provider => provider.GetRequiredService<StorageClock>());
        services.AddSingleton(provider => StorageAccount.Connect(
            configuration, provider.GetServices<HttpPipelinePolicy>(), provider.GetRequiredService<StorageMeter>()));

        // The first service that starts is the last one that stops: others still have something to tell then.
        services.AddSingleton<AuditTable>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<RecentJobs>();
        services.AddSingleton<CommitFeed>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<IJobStore, JobTable>();
        services.AddSingleton<JobKeys>();
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<Bells>();
        services.AddSingleton<JobFiles>();
        services.AddSingleton<JobLogs>();
        services.AddSingleton<OwnerFiles>();
        services.AddSingleton<OwnerState>();
        services.AddSingleton<InstanceTable>();
        services.AddSingleton<ServiceState>();
        services.AddSingleton<ParkedBells>();
        services.AddSingleton<SlotTable>();
        services.AddSingleton<RateTable>();
        services.AddSingleton<ScheduleTable>();
        services.AddHostedService<StorageSetup>();

        services.AddSingleton(new SecretSeal(SecretOptions.Of(configuration)));
        services.AddSingleton<JobHandlers>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton<HolderSignal>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<Controls>();
        services.AddSingleton<OperatorChanges>();
        services.AddSingleton<Processor>();
        services.AddSingleton<SlotDesk>();
        services.AddSingleton<RateDesk>();
        services.AddSingleton<StartRate>();
        services.AddSingleton<Admission>();
        services.AddSingleton<SlotSweep>();
        services.AddSingleton<ProcessEnd>();
        services.AddSingleton<SlotGuard>();
        services.AddHostedService(provider => provider.GetRequiredService<SlotGuard>());
        services.AddSingleton<ParkedJobs>();
        services.AddSingleton<Room>();
        services.AddSingleton<BellReader>();
        services.AddSingleton<JobClaims>();
        services.AddSingleton<BellRunner>();
        services.AddSingleton<UnreadableMessages>();
        services.AddSingleton<PoisonBells>();
        services.AddSingleton<OwnHeartbeat>();
        services.AddSingleton<StuckJobs>();
        services.AddSingleton<LostBells>();
        services.AddSingleton<SilentInstances>();
        services.AddHostedService<Heartbeat>();
        services.AddHostedService<SignalWatch>();
        services.AddSingleton<OwnClaims>();
        services.AddHostedService(provider => provider.GetRequiredService<OwnClaims>());

        services.AddSingleton<EdgeTable>();
        services.AddSingleton<ParentEdges>();
        services.AddSingleton<IOutboxReceiver, ParentEnds>();
        services.AddSingleton<BatchTable>();
        services.AddSingleton<BatchEnds>();
        services.AddSingleton<IOutboxReceiver>(provider => provider.GetRequiredService<BatchEnds>());
        services.AddSingleton<OutboxDelivery>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxDelivery>());

        services.AddSingleton<OutgoingRules>();
        services.AddSingleton<OutgoingClient>();
        services.AddSingleton<OutgoingRetries>();

        services.AddSingleton<WebhookSubscriptionTable>();
        services.AddSingleton<WebhookDeliveryTable>();
        services.AddSingleton<WebhookLane>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<KnownSubscriptions>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<IOutboxReceiver, WebhookOutbox>();

        services.AddSingleton<BulkRunner>();
        services.AddSingleton<JobRemoval>();
        services.AddSingleton<JobRequeue>();
        services.AddSingleton<JobCancellation>();
        services.AddSingleton<QueueResume>();
        services.AddSingleton<Retention>();
        services.AddSingleton<JobWatcher>();

        services.AddSingleton<ShardRows>();
        services.AddSingleton<JobBlobs>();
        services.AddSingleton<ShardCheck>();
        services.AddSingleton<LimitsCheck>();
        services.AddSingleton<BlobCheck>();
        services.AddSingleton<FastRounds>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<ClockCheck>();
        services.AddSingleton<MaintenanceRounds>();

        services.AddSingleton<AuditReader>();
        services.AddSingleton<ProcessorControl>();
        services.AddSingleton<ScheduleRound>();
        services.AddSingleton<ScheduleControl>();
        services.AddSingleton<StreamGate>();
        services.AddSingleton<SubmitRate>();
        services.AddSingleton<SubmissionRules>();
        services.AddSingleton<SubmittedParents>();
        services.AddSingleton<JobRestart>();
        services.AddSingleton<FailedJobs>();
        services.AddSingleton<FailureGroups>();
        services.AddSingleton<JobHolds>();
        services.AddSingleton<JobFollower>();
        services.AddSingleton<QueueOverview>();
        services.AddSingleton<JobExplainer>();
        services.AddSingleton<LimitControl>();
        services.AddSingleton<RateControl>();
        services.AddSingleton<BulkService>();
        services.AddSingleton<BulkSelection>();
        services.AddSingleton<BulkByFilter>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<SubmittedWebhooks>();
        services.AddSingleton<WebhookControl>();
        services.AddSingleton<WebhookLog>();
        services.AddSingleton<Workers>();
        services.AddSingleton<JobCreation>();
        services.AddSingleton<JobService>();
        services.AddSingleton<BatchReader>();
        services.AddSingleton<BatchCancel>();
        services.AddSingleton<BatchOpening>();
        services.AddSingleton<BatchUpload>();
        return services;
    }
}
