using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobFunctions.LocalHost.Demo;

/// <summary>What the demo reads of <c>GET jobs/{id}</c>; progress is a percentage.</summary>
internal sealed record JobSnapshot(
    string Status, double? Progress, string? Message, string? ErrorMessage, IReadOnlyList<string>? ResultFiles)
{
    public bool IsFinal => Status is "completed" or "failed" or "cancelled";
}

/// <summary>Talks to the service over HTTP, as any user's program would.</summary>
/// <param name="baseAddress">Ends with a slash, such as <c>http://localhost:7071/api/v1/</c>.</param>
internal sealed class DemoClient(Uri baseAddress) : IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient _http = new() { BaseAddress = baseAddress };

    /// <summary>The address behind an entry of <c>result_files</c>, which is relative to the base address.</summary>
    public Uri ResultAddress(string resultFile) => new(baseAddress, resultFile.TrimStart('/'));

    public async Task UploadAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        using var response = await _http.PutAsync($"files/{name}", body, cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
    }

    public async Task<string> SubmitAsync(string name, string type, string config, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = name, ["type"] = type, ["config"] = JsonNode.Parse(config), ["priority"] = 3 };
        using var response = await _http.PostAsJsonAsync("jobs/submit", body, cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("job_id").GetString()!;
    }

    /// <summary>Asks for the job again and again; the last snapshot is one with a final status.</summary>
    public async IAsyncEnumerable<JobSnapshot> WatchAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollEvery);
        JobSnapshot job;
        do
        {
            using var response = await _http.GetAsync($"jobs/{jobId}", cancellationToken);
            await EnsureSuccessAsync(response, cancellationToken);
            job = (await response.Content.ReadFromJsonAsync<JobSnapshot>(Json, cancellationToken))!;
            yield return job;
        }
        while (!job.IsFinal && await timer.WaitForNextTickAsync(cancellationToken));
    }

    public async Task<JsonElement> DownloadAsync(string resultFile, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(ResultAddress(resultFile), cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static async Task EnsureSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var request = response.RequestMessage!;
        throw new HttpRequestException($"{request.Method} {request.RequestUri} answered {(int)response.StatusCode}: {body}");
    }
}
