using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions;

/// <summary>What both hosts register.</summary>
public static class AppServices
{
    /// <summary>Registers every service that the functions need.</summary>
    public static IServiceCollection AddJobFunctionsApp(this IServiceCollection services, IConfiguration configuration) => services;
}
