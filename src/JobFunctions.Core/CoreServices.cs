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
    /// <summary>Everything but the job types and the triggers.</summary>
    public static IServiceCollection AddJobFunctionsCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCoreOptions(configuration);
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
        services.AddSingleton<ConsistencyReader>();
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
