using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>An input of 200 MB, sent to its upload URL, goes through a real process of the service. Minutes, so only when asked for.</summary>
public class LargeInputTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    private const long Bytes = 200_000_000;
    private const double LimitMb = 400;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_large_document_is_processed_in_little_memory()
    {
        using var service = await ServiceProcess.StartAsync(azurite.NewAccount());
        service.Http.Timeout = Timeout.InfiniteTimeSpan;
        Tell("idle", service, null);
        await UploadAsync(service, "large.md");
        Tell("uploaded", service, null);

        var chunks = await RunAsync(service, "document_processing", """{ "documents": ["large.md"] }""");
        var taxonomy = await RunAsync(service, "taxonomy_processing", $$"""{ "chunks": [{ "job_id": "{{chunks}}" }] }""");
        var extractions = await RunAsync(
            service, "extraction", $$"""{ "chunks": [{ "job_id": "{{chunks}}" }], "taxonomy": { "job_id": "{{taxonomy}}" } }""");
        await RunAsync(service, "dataset_generation", $$"""{ "extractions": [{ "job_id": "{{extractions}}" }], "group_by": "section" }""");

        Assert.InRange(Megabytes(service), 1, LimitMb);
    }

    private async Task<string> RunAsync(ServiceProcess service, string type, string config)
    {
        var began = Stopwatch.GetTimestamp();
        using var submitted = await service.Http.PostAsJsonAsync(
            "jobs/submit", new { name = type, type, config = JsonElement.Parse(config), max_retries = 0 }, Token);
        var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("job_id").GetString()!;
        var status = "pending";
        while (status is "pending" or "running")
        {
            var polled = await service.Http.GetFromJsonAsync<JsonElement>($"jobs/status/{id}/poll?current_status={status}&timeout=60", Token);
            status = polled.GetProperty("status").GetString();
        }

        var job = await service.Http.GetStringAsync($"jobs/{id}", Token);
        Assert.True(status == "completed", job);
        Tell($"{type} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s", service, job);
        return id;
    }

    /// <summary>Sends the documentation, again and again and each time under another heading, until there is enough.</summary>
    private static async Task UploadAsync(ServiceProcess service, string name)
    {
        using var answer = await service.Http.PostAsync($"files/{name}/upload-url", null, Token);
        var upload = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        using var put = new HttpRequestMessage(new HttpMethod(upload.GetProperty("method").GetString()!), upload.GetProperty("url").GetString());
        put.Content = new StreamContent(File.OpenRead(await WriteAsync()));
        foreach (var header in upload.GetProperty("headers").EnumerateObject())
            put.Headers.Add(header.Name, header.Value.GetString());
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        (await client.SendAsync(put, Token)).EnsureSuccessStatusCode();
    }

    private static async Task<string> WriteAsync()
    {
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples", "docs")).Order().Select(File.ReadAllText).ToList();
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "large.md");
        await using var file = File.Create(path);
        for (var copy = 0; file.Length < Bytes; copy++)
        {
            foreach (var page in pages)
                await file.WriteAsync(Encoding.UTF8.GetBytes($"# Copy {copy}\n\nThis is number {copy} of word{copy % 5000}.\n\n{page}\n"), Token);
        }

        return path;
    }

    private void Tell(string what, ServiceProcess service, string? job)
    {
        var result = job is null ? "" : JsonElement.Parse(job).GetProperty("result").GetRawText();
        output.WriteLine($"{what}: at most {Megabytes(service):0} MB so far. {result[..Math.Min(300, result.Length)]}");
    }

    private static double Megabytes(ServiceProcess service) => service.PeakWorkingSet / 1e6;
}
