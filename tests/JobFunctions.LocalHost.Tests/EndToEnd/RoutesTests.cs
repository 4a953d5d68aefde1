using System.Reflection;
using JobFunctions.LocalHost.Functions;
using JobFunctions.LocalHost.Http;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>The platform tries routes in the order of the functions' names; so who answers a route is a matter of names.</summary>
public class RoutesTests
{
    private const string Id = "01a204f9-ab4a-7640-82e1-7c8d2b717c02";

    private static readonly RouteTable Routes = RouteTable.Create(FunctionScanner.Scan(HostedApp.Default.Types), "api/v1");

    [Theory]
    [InlineData("POST", "jobs/submit", "JobsSubmit")]
    [InlineData("GET", "jobs/list", "JobsList")]
    [InlineData("GET", "jobs/stats", "JobsStats")]
    [InlineData("GET", "jobs/" + Id, "OneJobGet")]
    [InlineData("GET", "jobs/job_" + Id, "OneJobGet")]
    [InlineData("GET", "jobs/job_invalid_id", "OneJobGet")]
    [InlineData("DELETE", "jobs/" + Id, "OneJobDelete")]
    [InlineData("POST", "jobs/" + Id + "/cancel", "OneJobCancel")]
    [InlineData("GET", "results/" + Id + "/a.json", "ResultsGet")]
    [InlineData("GET", "files", "FilesList")]
    [InlineData("PUT", "files/a.csv", "FilesPut")]
    [InlineData("GET", "files/a.csv", "FilesGet")]
    [InlineData("DELETE", "files/a.csv", "FilesDelete")]
    [InlineData("POST", "files/a.csv/upload-url", "FilesUploadUrl")]
    [InlineData("GET", "health/live", "HealthLive")]
    [InlineData("GET", "health/ready", "HealthReady")]
    public void A_documented_route_reaches_its_function(string method, string path, string function) =>
        Assert.Equal(function, Routes.Match(method, $"/api/v1/{path}")?.Route.Function.Name);

    [Fact]
    public void Every_HTTP_function_says_who_may_call_it()
    {
        var triggers = HostedApp.Default.Types
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>()
            .ToList();

        // Keys are not used: who calls is found out inside, the same way on both hosts.
        Assert.NotEmpty(triggers);
        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));
    }
}
