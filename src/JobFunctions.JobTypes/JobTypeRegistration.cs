using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.JobTypes.HttpRequests;
using JobFunctions.JobTypes.Noop;
using JobFunctions.JobTypes.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes;

/// <summary>The job types that come with the service.</summary>
public static class JobTypeRegistration
{
    /// <summary>Registers every job type and every function of this project.</summary>
    public static IServiceCollection AddJobTypes(this IServiceCollection services)
    {
        services.AddOptions<TranscriptionOptions>().BindConfiguration("Transcription")
            .Validate(options => options.MaxBytes > 0 && options.Timeout > TimeSpan.Zero, "Transcription: MaxBytes and Timeout must be more than nothing")
            .ValidateOnStart();
        return services
            .AddJobHandler<NoopHandler>()
            .AddJobHandler<DataMatchingHandler>()
            .AddJobHandler<FunctionHandler>()
            .AddJobHandler<TranscriptionHandler>()
            .AddJobHandler<HttpRequestHandler>()
            .AddJobFunctions(typeof(JobTypeRegistration).Assembly);
    }
}
