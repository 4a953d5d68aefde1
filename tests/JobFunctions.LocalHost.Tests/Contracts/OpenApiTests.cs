using System.Text.RegularExpressions;
using JobFunctions.LocalHost.Functions;
using JobFunctions.Testing;
using Microsoft.Azure.Functions.Worker;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The API's description is held against the functions themselves, and its page needs nobody else's server.</summary>
public partial class OpenApiTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Document_and_functions_have_the_same_routes()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var document = (await host.GetAsync("openapi.json")).Body;
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        var described =
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name.ToUpperInvariant()} {path.Name} {operation.Value.GetProperty("operationId").GetString()}";
        var offered =
            from function in FunctionScanner.Scan(HostedApp.Default.Types)
            where function.Trigger is HttpTriggerAttribute
            let trigger = (HttpTriggerAttribute)function.Trigger
            from method in trigger.Methods!
            select $"{method.ToUpperInvariant()} /{trigger.Route} {function.Name}";
        Assert.Equal(offered.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_parameter_of_a_path_and_every_reference_is_described()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var document = (await host.GetAsync("openapi.json")).Body;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var named = Parameter().Matches(path.Name).Select(match => match.Groups[1].Value).Order();
            foreach (var operation in path.Value.EnumerateObject())
            {
                var described = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path")
                    : [];
                Assert.Equal(named, described.Select(parameter => parameter.GetProperty("name").GetString()!).Order());
            }
        }

        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToHashSet();
        var used = Reference().Matches(document.GetRawText()).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(schemas.Order(), used.Order());
    }

    [Theory]
    [InlineData("jobs/stats", "Stats")]
    [InlineData("jobs/queue/stats", "QueueStats")]
    [InlineData("job-queue/status", "QueueStatus")]
    [InlineData("jobs", "JobPage")]
    [InlineData("files", "FilePage")]
    [InlineData("audit", "AuditPage")]
    [InlineData("jobs/status/{0}", "JobStatus")]
    [InlineData("jobs/{0}/status", "JobShort")]
    [InlineData("jobs/missing", "Problem")]
    public async Task An_answer_has_the_described_fields_and_no_others(string path, string schema)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.SubmitAsync();
        var described = (await host.GetAsync("openapi.json")).Body.GetProperty("components").GetProperty("schemas").GetProperty(schema);
        var answer = await host.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, id));
        Assert.Equal(
            described.GetProperty("required").EnumerateArray().Select(field => field.GetString()!).Order(),
            answer.Body.EnumerateObject().Select(field => field.Name).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_page_and_its_script_come_from_this_service(bool zipped)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var page = await host.Http.GetStringAsync("docs", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "docs/scalar.js");
        if (zipped)
            request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var script = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Equal(zipped ? ["gzip"] : [], script.Content.Headers.ContentEncoding);
        Assert.True((await script.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 100_000);
    }

    [GeneratedRegex("{([^}]+)}")]
    private static partial Regex Parameter();

    [GeneratedRegex("#/components/schemas/(\\w+)")]
    private static partial Regex Reference();
}
