using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost;

/// <summary>What is hosted: the types that hold functions, and the services that these need.</summary>
/// <param name="Types">All methods of these with a <c>[Function]</c> attribute are functions.</param>
/// <param name="Register">Registers the app's services.</param>
public sealed record HostedApp(IReadOnlyCollection<Type> Types, Action<IServiceCollection, IConfiguration> Register)
{
    /// <summary>JobFunctions itself.</summary>
    public static HostedApp Default { get; } = new(
        typeof(HostedApp).Assembly.GetTypes(),
        (services, configuration) => services.AddJobFunctionsApp(configuration));
}
