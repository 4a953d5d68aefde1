using JobFunctions.Core.Handlers;
using JobFunctions.JobTypes.DataMatching;
using JobFunctions.JobTypes.DatasetGeneration;
using JobFunctions.JobTypes.DocumentProcessing;
using JobFunctions.JobTypes.Extraction;
using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.JobTypes.HttpRequests;
using JobFunctions.JobTypes.Indexing;
using JobFunctions.JobTypes.Noop;
using JobFunctions.JobTypes.TaxonomyProcessing;
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
        services.AddOptions<IndexingOptions>().BindConfiguration("Indexing")
            .Validate(options => new AllowedContainers(options.Containers).AreSound, "Indexing:Containers must name containers that are not the service's own")
            .Validate(options => options.MaxItems > 0 && options.MaxTextBytes > 0, "Indexing: MaxItems and MaxTextBytes must be more than nothing")
            .Validate(options => Uri.TryCreate(options.DriveEndpoint, UriKind.Absolute, out _), "Indexing:DriveEndpoint must be an absolute address")
            .ValidateOnStart();
        services.AddSingleton<IndexingServices>();
        return services
            .AddJobHandler<NoopHandler>()
            .AddJobHandler<DataMatchingHandler>()
            .AddJobHandler<DocumentProcessingHandler>()
            .AddJobHandler<TaxonomyProcessingHandler>()
            .AddJobHandler<ExtractionHandler>()
            .AddJobHandler<DatasetGenerationHandler>()
            .AddJobHandler<FunctionHandler>()
            .AddJobHandler<TranscriptionHandler>()
            .AddJobHandler<HttpRequestHandler>()
            .AddJobHandler<IndexingHandler>()
            .AddJobHandler<FullScanHandler>()
            .AddJobHandler<SpecificFolderHandler>()
            .AddJobFunctions(typeof(JobTypeRegistration).Assembly);
    }
}
