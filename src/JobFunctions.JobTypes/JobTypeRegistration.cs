using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.JobTypes.DatasetGeneration;
using JobFunctions.JobTypes.DocumentProcessing;
using JobFunctions.JobTypes.Extraction;
using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.JobTypes.Noop;
using JobFunctions.JobTypes.TaxonomyProcessing;
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
        .AddJobHandler<TaxonomyProcessingHandler>()
        .AddJobHandler<ExtractionHandler>()
        .AddJobHandler<DatasetGenerationHandler>()
        .AddJobHandler<FunctionHandler>()
        .AddJobHandler<TranscriptionHandler>();
}
