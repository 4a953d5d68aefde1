using System.Text.Json;
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
    [InlineData("GET", "jobs/stats", "Stats")]
    [InlineData("GET", "jobs/queue/stats", "QueueStats")]
    [InlineData("GET", "jobs/history", "History")]
    [InlineData("GET", "jobs/consistency", "Consistency")]
    [InlineData("GET", "job-queue/status", "QueueStatus")]
    [InlineData("GET", "job-queue/workers", "Workers")]
    [InlineData("GET", "me", "Caller")]
    [InlineData("GET", "jobs", "JobPage")]
    [InlineData("GET", "jobs/list", "Job")]
    [InlineData("GET", "jobs/failed", "FailedJob")]
    [InlineData("GET", "jobs/failed/groups", "FailureGroups")]
    [InlineData("GET", "files", "FilePage")]
    [InlineData("GET", "audit", "AuditPage")]
    [InlineData("GET", "job-types", "JobTypes")]
    [InlineData("GET", "webhooks", "WebhookList")]
    [InlineData("GET", "webhooks/deliveries", "WebhookDeliveries")]
    [InlineData("GET", "jobs/{0}", "JobDetails")]
    [InlineData("GET", "jobs/status/{0}", "JobStatus")]
    [InlineData("GET", "jobs/{0}/status", "JobShort")]
    [InlineData("GET", "jobs/{0}/events", "Timeline")]
    [InlineData("GET", "jobs/{0}/config", "JobConfig")]
    [InlineData("POST", "jobs/restart/{0}", "JobChanged")]
    [InlineData("POST", "jobs/failed/{0}/retry", "FailedJobChanged")]
    [InlineData("DELETE", "jobs/{0}", "Done")]
    [InlineData("POST", "jobs/failed/retry-all", "Retried")]
    [InlineData("GET", "batches/{1}", "Batch")]
    [InlineData("GET", "batches/{1}/jobs", "Job")]
    [InlineData("POST", "batches/{1}/cancel", "BatchCancelled")]
    [InlineData("DELETE", "jobs/failed/clear", "Cleared")]
    [InlineData("POST", "jobs/resume", "Resumed")]
    [InlineData("POST", "jobs/cleanup", "Cleanup")]
    [InlineData("DELETE", "jobs/finished", "Finished")]
    [InlineData("POST", "indexing/reset-stuck-jobs/1", "StuckReset")]
    [InlineData("POST", "job-queue/stop-processor", "ProcessorChanged")]
    [InlineData("POST", "files/a.csv/upload-url", "UploadUrl")]
    [InlineData("PUT", "schedules/nightly", "Schedule", """{"cron": "@daily", "job": {"name": "n", "type": "noop"}}""")]
    [InlineData("GET", "schedules", "SchedulePage")]
    [InlineData("PUT", "limits/rates/type:noop", "Rate", """{"starts": 5}""")]
    [InlineData("GET", "limits/rates", "Rates")]
    [InlineData("GET", "jobs/missing", "Problem")]
    public async Task An_answer_has_the_described_fields_and_no_others(string method, string path, string schema, string? body = null)
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.FailedAsync();
        var schemas = (await host.GetAsync("openapi.json")).Body.GetProperty("components").GetProperty("schemas");
        var batch = (await host.PostAsync("jobs/submit-batch", """[{"name": "one of many", "type": "noop"}]"""))["batch_id"].GetString();
        var answer = await host.SendAsync(
            new HttpMethod(method), path.Replace("{0}", id, StringComparison.Ordinal).Replace("{1}", batch, StringComparison.Ordinal), body);
        var shown = answer.Body.ValueKind == JsonValueKind.Array ? answer.Body[0] : answer.Body;
        Assert.Equal(Required(schemas.GetProperty(schema), schemas).Order(), shown.EnumerateObject().Select(field => field.Name).Order());
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

    private static IEnumerable<string> Required(JsonElement schema, JsonElement schemas)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Required(schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas);
        if (schema.TryGetProperty("allOf", out var parts))
            return parts.EnumerateArray().SelectMany(part => Required(part, schemas));
        return schema.GetProperty("required").EnumerateArray().Select(field => field.GetString()!);
    }

    [GeneratedRegex("{([^}]+)}")]
    private static partial Regex Parameter();

    [GeneratedRegex("#/components/schemas/(\\w+)")]
    private static partial Regex Reference();
}
