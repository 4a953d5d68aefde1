using System.Net;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

public class BadRequestTests(AzuriteFixture azurite)
{
    public static TheoryData<string, string, string> BadSubmits => new()
    {
        { "name", """{"type":"noop"}""", "name must have 1 to 200 characters" },
        { "name", """{"name":"   ","type":"noop"}""", "name must have 1 to 200 characters" },
        { "name", $$"""{"name":"{{new string('n', 201)}}","type":"noop"}""", "name must have 1 to 200 characters" },
        { "name", """{"name":7,"type":"noop"}""", "name must be a text" },
        { "type", """{"name":"x","type":"nope"}""", "There is no job type 'nope'. The types are: data_matching, " },
        { "priority", """{"name":"x","type":"noop","priority":5}""", "Priority must be between 1 (low) and 4 (urgent)" },
        { "priority", """{"name":"x","type":"noop","priority":"high"}""", "Priority must be between 1 (low) and 4 (urgent)" },
        { "config", """{"name":"x","type":"noop","config":[1]}""", "config must be a JSON object" },
        { "config.steps", """{"name":"x","type":"noop","config":{"steps":-1}}""", "config.steps must be between 0 and 10000" },
        { "config.steps", """{"name":"x","type":"noop","config":{"steps":"many"}}""", "config.steps has a value of the wrong kind" },
        { "config.mappings", """{"name":"x"}""", "config.mappings must name at least one pair of columns to compare" },
        { "scheduled_at", """{"name":"x","type":"noop","scheduled_at":"tomorrow"}""", "scheduled_at must be a time in ISO 8601" },
        { "scheduled_at", """{"name":"x","type":"noop","scheduled_at":"3/4/2099"}""", "scheduled_at must be a time in ISO 8601" },
        { "max_retries", """{"name":"x","type":"noop","max_retries":-1}""", "max_retries must be between 0 and 100" },
        { "timeout_seconds", """{"name":"x","type":"noop","timeout_seconds":1771}""", "timeout_seconds must be between 1 and 1770" },
        { "tags", """{"name":"x","type":"noop","tags":["a",1]}""", "tags must be a list of texts" },
        { "program_id", """{"name":"x","type":"noop","program_id":{}}""", "program_id must be a text or a whole number" },
        { "depends_on", """{"name":"x","type":"noop","depends_on":"y"}""", "depends_on must be a list of texts" },
        { "depends_on[0]", """{"name":"x","type":"noop","depends_on":["y"]}""", "There is no job 'y' that this one could depend on" },
        { "on_parent_failure", """{"name":"x","type":"noop","on_parent_failure":"wait"}""", "on_parent_failure must be fail, cancel or run" },
        { "body", """{"name":""", "The body is not valid JSON" },
        { "body", "", "The body is not valid JSON" },
        { "body", "[]", "The body must be a JSON object" },
        { "body", """{"name":"x","type":"noop","name":"y"}""", "The body is not valid JSON" },
        { "body", """{"name":"x","type":"noop","config":{"a":{"b":["\ud800"]}}}""", "The body holds half of a surrogate pair" },
    };

    [Fact]
    public async Task Each_bad_submit_gets_a_400_that_names_the_field_and_stores_nothing()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        foreach (var (field, body, message) in BadSubmits.Select(row => row.Data))
        {
            var (status, problem) = await service.PostAsync("jobs/submit", body);

            Assert.True(status == HttpStatusCode.BadRequest, $"{body}: {status}");
            Assert.Contains(message, problem.GetProperty("details").GetString(), StringComparison.Ordinal);
            Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("field").GetString() == field);
            Assert.Equal("Bad Request", problem.GetProperty("error").GetString());
            Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("message").GetString());
            Assert.EndsWith("Z", problem.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await service.GetAsync("jobs/stats")).Answer.GetProperty("total_jobs").GetInt32());
    }

    [Fact]
    public async Task A_body_in_another_encoding_is_refused()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        using var content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes("""{"name":"Müller","type":"noop"}"""));

        using var answer = await service.Http.PostAsync("jobs/submit", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "not valid UTF-8", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_three_megabytes_is_too_large()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var (status, problem) = await service.PostAsync("jobs/submit", $$"""{"name":"{{new string('a', 3_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("The JSON body is larger than 1048576 bytes", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("GET", "jobs/job_invalid_id", 404, "Job not found: job_invalid_id")]
    [InlineData("GET", "jobs/550e8400-e29b-41d4-a716-446655440000", 404, "Job not found")]
    [InlineData("POST", "jobs/abc-123/cancel", 404, "Job not found")]
    [InlineData("DELETE", "jobs/abc-123", 404, "Job not found")]
    [InlineData("GET", "results/abc-123/x.json", 404, "Job not found")]
    [InlineData("GET", "files/nothing.csv", 404, "File not found: nothing.csv")]
    [InlineData("DELETE", "files/nothing.csv", 404, "File not found: nothing.csv")]
    [InlineData("GET", "files/a%5Cb", 400, "name must be")]
    [InlineData("GET", "jobs/list?status=sleeping", 400, "status must be one of")]
    [InlineData("GET", "jobs/list?limit=0", 400, "limit must be")]
    [InlineData("GET", "jobs/list?limit=501", 400, "limit must be")]
    [InlineData("GET", "jobs/list?cursor=x'%20or%20true", 400, "cursor must be")]
    [InlineData("GET", "files?cursor=%00", 400, "cursor must be")]
    public async Task What_is_not_there_or_not_right_is_said(string method, string path, int status, string detail)
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());

        var (answered, problem) = method switch
        {
            "GET" => await service.GetAsync(path),
            "POST" => await service.PostAsync(path),
            _ => await service.DeleteAsync(path),
        };

        Assert.Equal(status, (int)answered);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_runs_can_not_be_deleted()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var id = await service.SubmitAsync("""{"name":"long","type":"noop","config":{"duration_ms":600000}}""");

        var (status, problem) = await service.DeleteAsync($"jobs/{id}");

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(id, problem.GetProperty("job_id").GetString());
        Assert.Contains(problem.GetProperty("current_status").GetString(), (string[])["pending", "running"]);
        await service.PostAsync($"jobs/{id}/cancel");
    }
}
