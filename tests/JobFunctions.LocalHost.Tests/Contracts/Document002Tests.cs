using System.Text.Json;
using JobFunctions.Core.Service;
using JobFunctions.Http;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The examples of document 002, Job Management API.</summary>
public class Document002Tests(AzuriteFixture azurite)
{
    private const string Submission = """
        {
          "name": "Customer Data Matching - Batch 1",
          "config": {
            "mappings": [
              { "file1_col": "customer_name", "file2_col": "full_name", "match_type": "fuzzy", "use_normalization": true, "weight": 1.0 }
            ],
            "output_cols1": ["customer_name", "email", "phone"],
            "output_cols2": ["full_name", "address", "city"],
            "threshold": 80,
            "generate_unmatched": true
          },
          "priority": 2
        }
        """;

    private const string Details = """
        {
          "id": "job_12345678-1234-1234-1234-123456789abc", "name": "Customer Data Matching - Batch 1", "status": "completed", "priority": 2,
          "created_at": "2025-01-27T10:00:00Z", "started_at": "2025-01-27T10:05:00Z", "completed_at": null, "progress": 100,
          "message": "Processing completed successfully", "error_message": null, "result_files": ["/results/job_12345678/matched_results.json"],
          "user_id": "admin", "duration": 600, "estimated_remaining": 0
        }
        """;

    [Fact]
    public async Task A_submitted_job_matches_customers()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await CustomerFiles.UploadAsync(host);
        var submitted = (await host.PostAsync("jobs/submit", Submission)).Shows(202, """
            { "job_id": "job_12345678-1234-1234-1234-123456789abc", "message": "Job submitted successfully" }
            """);
        Assert.Equal("Job submitted successfully", submitted["message"].GetString());
        var id = submitted["job_id"].GetString()!;
        await host.ReachesAsync(id, "completed");

        var job = (await host.GetAsync($"jobs/job_{id}")).Shows(200, Details);
        Assert.Equal(100, job["progress"].GetInt32());
        Assert.Equal(0, job["estimated_remaining"].GetInt32());
        Assert.Equal(
            ["matched_results.json", "unmatched_1.json", "unmatched_2.json"],
            job["result_files"].EnumerateArray().Select(file => file.GetString()!.Split('/')[^1]).Order());
        var file = job["result_files"][0].GetString()!.TrimStart('/');
        Assert.Equal(200, (await host.GetAsync(file)).Status);
    }

    [Fact]
    public async Task Running_jobs_are_listed()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await host.FailedAsync();
        var id = await host.RunningAsync();
        var list = (await host.GetAsync("jobs/list?status=running&limit=10")).Shows(200, $"[{Details}]");
        var job = Assert.Single(list.Body.EnumerateArray());
        Assert.Equal(id, job.GetProperty("id").GetString());
        Assert.Equal(75, job.GetProperty("progress").GetInt32());
        Assert.Equal("Processing records...", job.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Cancel_and_delete()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var id = await host.RunningAsync();
        Assert.Equal(409, (await host.DeleteAsync($"jobs/job_{id}")).Status);
        (await host.PostAsync($"jobs/job_{id}/cancel")).Shows(200, """{ "success": true, "message": "Job cancelled successfully" }""");
        (await host.DeleteAsync($"jobs/job_{id}")).Shows(200, """{ "success": true, "message": "Job deleted successfully" }""");
        Assert.Equal(404, (await host.GetAsync($"jobs/job_{id}")).Status);
    }

    [Fact]
    public async Task Statistics()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await host.RunningAsync();
        await host.FailedAsync();
        var stats = (await host.GetAsync("jobs/stats")).Shows(200, """
            { "total_jobs": 150, "pending": 5, "running": 2, "completed": 140, "failed": 2, "cancelled": 1, "active_workers": 2, "total_workers": 4 }
            """);
        Assert.Equal(2, stats["total_jobs"].GetInt32());
        Assert.Equal(1, stats["active_workers"].GetInt32());
        Assert.Equal(1, stats["total_workers"].GetInt32());
    }

    [Fact]
    public async Task Cleanup_removes_what_is_old_enough_and_measures_it()
    {
        var later = new ShiftedTime();
        await using var host = await ContractHost.StartAsync(azurite.NewAccount(), services => later.Replace(services));
        host.Gate.Release();
        await host.ReachesAsync(await host.SubmitAsync("gate", """{"file": "large.bin"}"""), "completed");
        Assert.Equal(0, (await host.PostAsync("jobs/cleanup?max_age_hours=48"))["cleaned_jobs"].GetInt32());

        later.Advance(TimeSpan.FromHours(49));
        var answer = (await host.PostAsync("jobs/cleanup?max_age_hours=48")).Shows(200, """
            { "success": true, "cleaned_jobs": 25, "freed_space_mb": 1024, "message": "Cleaned up 25 old jobs, freed 1024 MB" }
            """);
        Assert.Equal(1, answer["cleaned_jobs"].GetInt32());
        Assert.Equal(1, answer["freed_space_mb"].GetDouble());
        Assert.Equal("Cleaned up 1 old jobs, freed 1 MB", answer["message"].GetString());
        foreach (var wrong in new[] { "0", "169", "x" })
            Assert.Equal(400, (await host.PostAsync($"jobs/cleanup?max_age_hours={wrong}")).Status);
    }

    [Fact]
    public async Task Errors()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        const string printed = """{ "error": "Not Found", "details": "Job not found: job_invalid_id", "timestamp": "2025-01-27T00:00:00Z" }""";
        var missing = (await host.GetAsync("jobs/job_invalid_id")).Shows(404, printed);
        Assert.Equal("Not Found", missing["error"].GetString());
        Assert.Equal("Job not found: job_invalid_id", missing["details"].GetString());

        var priority = (await host.PostAsync("jobs/submit", """{ "name": "A", "type": "noop", "priority": 5 }""")).Shows(400, printed);
        Assert.Equal("Bad Request", priority["error"].GetString());
        Assert.Equal("Priority must be between 1 (low) and 4 (urgent)", priority["details"].GetString());
    }

    // Without authentication there is only one caller, so nobody else's job is there to ask for.
    [Fact]
    public async Task Another_users_job_is_forbidden_in_the_documents_words()
    {
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        var context = new DefaultHttpContext { RequestServices = host.Service<IServiceProvider>() };
        using var written = new MemoryStream();
        context.Response.Body = written;
        var result = await host.Service<Api>().AnswerAsync(context.Request, _ => throw new ForbiddenException("Access denied to this job"));
        await result.ExecuteAsync(context);
        var answer = new Answer(context.Response.StatusCode, JsonElement.Parse(written.ToArray()), null!).Shows(403, """
            { "error": "Forbidden", "details": "Access denied to this job", "timestamp": "2025-01-27T00:00:00Z" }
            """);
        Assert.Equal("Forbidden", answer["error"].GetString());
        Assert.Equal("Access denied to this job", answer["details"].GetString());
    }
}
