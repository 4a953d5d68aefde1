using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace JobFunctions;

/// <summary>The worker process of the Azure Functions app.</summary>
public static class Program
{
    /// <summary>Starts the worker; it ends when the Functions host does.</summary>
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Puts the worker together.</summary>
    public static IHost Build(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddJobFunctionsApp(builder.Configuration);
        return builder.Build();
    }
}
