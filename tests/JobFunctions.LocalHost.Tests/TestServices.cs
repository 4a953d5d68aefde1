using JobFunctions.LocalHost.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JobFunctions.LocalHost.Tests;

/// <summary>What a test changes of the services of a host.</summary>
internal static class TestServices
{
    /// <summary>Everything goes by the test's clock.</summary>
    public static IServiceCollection UseTime(this IServiceCollection services, TimeProvider time) =>
        services.Replace(ServiceDescriptor.Singleton(time));

    /// <summary>No timer fires: what a round would do is the test's to do, or somebody else's to be seen doing.</summary>
    public static IServiceCollection RemoveTimers(this IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(TimerService)));
        return services;
    }
}
