using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.JobTypes.DocumentProcessing;
using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.JobTypes.Noop;
using JobFunctions.JobTypes.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes;

/// <summary>The job types that come with the service.</summary>
public static class JobTypeRegistration
{
    /// <summary>Registers every job type of this project.</summary>
    public static IServiceCollection AddJobTypes(this IServiceCollection services) => services
        .AddJobHandler<NoopHandler>()
        .AddJobHandler<DataMatchingHandler>()
        .AddJobHandler<DocumentProcessingHandler>()
        .AddJobHandler<FunctionHandler>()
        .AddJobHandler<TranscriptionHandler>();
}
