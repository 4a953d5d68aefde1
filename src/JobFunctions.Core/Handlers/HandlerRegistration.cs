using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Core.Handlers;

/// <summary>Makes job types known to the service.</summary>
public static class HandlerRegistration
{
    /// <summary>Registers a job type; its name must be new.</summary>
    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services) where THandler : class, IJobHandler =>
        services.AddSingleton<IJobHandler, THandler>();
}
