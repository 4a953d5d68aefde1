using System.Net.Http.Json;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.LocalHost;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.Browser.Tests;

/// <summary>The whole service in this process, on a free port, and a client of its API.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app, GateHandler gate)
    {
        _app = app;
        Gate = gate;
        Http = new HttpClient { BaseAddress = new Uri($"{app.Urls.First()}/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Http { get; }

    public GateHandler Gate { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DashboardHost> StartAsync(string storage, HostedApp? hosted = null, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] all =
        [
            ("AzureWebJobsStorage", storage), ("LOG_LEVEL", "ERROR"), ("AzureFunctionsJobHost:extensions:queues:maxPollingInterval", "00:00:00.2"),
            ("Secrets:CurrentKey", "tests"), ("Secrets:Keys:tests", Convert.ToBase64String(new byte[32])), .. settings,
        ];
        var options = new LocalHostOptions
        {
            App = hosted ?? HostedApp.Default,
            Urls = "http://127.0.0.1:0",
            Settings = all.ToDictionary(setting => setting.Key, setting => (string?)setting.Value),
        };
        var gate = new GateHandler();
        var app = LocalHostApp.Build(options, builder => builder.Services.AddSingleton<IJobHandler>(gate));
        await app.StartAsync(Token);
        return new DashboardHost(app, gate);
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>The address of a view, such as <c>jobs?status=failed</c>.</summary>
    public string AddressOf(string view) => $"{Http.BaseAddress}dashboard#/{view}";

    /// <summary>Submits a job and returns its id.</summary>
    public async Task<string> SubmitAsync(string body)
    {
        using var content = new StringContent(body);
        using var response = await Http.PostAsync("jobs/submit", content, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(response.IsSuccessStatusCode, answer.GetRawText());
        return answer.GetProperty("job_id").GetString()!;
    }

    /// <summary>Submits a batch of which no job is refused, and returns its id.</summary>
    public async Task<string> SubmitBatchAsync(string body)
    {
        using var content = new StringContent(body);
        using var response = await Http.PostAsync("jobs/submit-batch", content, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(response.IsSuccessStatusCode && answer.GetProperty("refused").GetInt32() == 0, answer.GetRawText());
        return answer.GetProperty("batch_id").GetString()!;
    }

    /// <summary>The newest job with a status.</summary>
    public async Task<(string Id, string Name)> NewestAsync(string status)
    {
        var job = (await Http.GetFromJsonAsync<JsonElement>($"jobs/list?status={status}&limit=1", Token))[0];
        return (job.GetProperty("id").GetString()!, job.GetProperty("name").GetString()!);
    }

    public Task PutFileAsync(string name, string text) => PutAsync($"files/{name}", text);

    public async Task PutAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await Http.PutAsync(path, content, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Submits a job and waits until it has a status.</summary>
    public async Task<string> SubmitUntilAsync(string status, string body)
    {
        var id = await SubmitAsync(body);
        await Eventually.BecomesTrue(
            async () => (await Http.GetFromJsonAsync<JsonElement>($"jobs/{id}", Token)).GetProperty("status").GetString() == status,
            $"job {id} is {status}");
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Release();
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
