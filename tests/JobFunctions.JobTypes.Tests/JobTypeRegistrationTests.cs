using JobFunctions.Core;
using JobFunctions.Core.Handlers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes.Tests;

public class JobTypeRegistrationTests
{
    [Fact]
    public void Every_job_type_is_registered_once()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("AzureWebJobsStorage", "UseDevelopmentStorage=true")]).Build();
        using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddJobFunctionsCore(configuration).AddJobTypes().BuildServiceProvider();

        Assert.Equal(
            [
                "data_matching", "dataset_generation", "document_processing", "extraction", "full_scan", "function", "http_request", "indexing",
                "noop", "specific_folder", "taxonomy_processing", "transcription",
            ],
            services.GetRequiredService<JobHandlers>().Types);
    }
}
