using JobFunctions.Core.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.JobTypes.Tests;

public class JobTypeRegistrationTests
{
    [Fact]
    public void Every_job_type_is_registered_once()
    {
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddJobTypes().BuildServiceProvider();

        Assert.Equal(
            [
                "data_matching", "dataset_generation", "document_processing", "extraction", "function", "noop", "taxonomy_processing",
                "transcription",
            ],
            services.GetServices<IJobHandler>().Select(handler => handler.Type).Order());
    }
}
