using JobFunctions.Core.Audit;
using JobFunctions.Core.Bulk;
using JobFunctions.Core.Consistency;
using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;
using JobFunctions.Core.Outgoing;
using JobFunctions.Core.Rates;
using JobFunctions.Core.Security;
using JobFunctions.Core.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Core;

/// <summary>Binds the settings, a section to a class, and says at the start what is wrong with them.</summary>
internal static class CoreOptions
{
    public static void AddCoreOptions(this IServiceCollection services, IConfiguration configuration)
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
    }
}
