using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The whole service in this process, and a client of it.</summary>
internal sealed class ContractHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _stopped;

    private ContractHost(WebApplication app, GateHandler gate)
    {
        (_app, Gate) = (app, gate);
        Http = new HttpClient { BaseAddress = Listening.BaseAddress(app), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Http { get; }

    public GateHandler Gate { get; }

    public static async Task<ContractHost> StartAsync(
        string storage, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings)
    {
        var gate = new GateHandler();
        var options = new LocalHostOptions
        {
            Urls = Listening.FreePort,
            Settings = settings.Append(("AzureWebJobsStorage", storage)).Append(("LOG_LEVEL", "ERROR"))
                .ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2),
        };
        var app = LocalHostApp.Build(options, builder =>
        {
            builder.Services.AddSingleton<IJobHandler>(gate);
            services?.Invoke(builder.Services);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ContractHost(app, gate);
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await AnswerAsync(await Http.SendAsync(request, TestContext.Current.CancellationToken));
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? json = null) => SendAsync(HttpMethod.Post, path, json);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public static async Task<Answer> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return new Answer((int)response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text), response.Headers);
        }
    }

    /// <summary>Submits a job and returns its id.</summary>
    public async Task<string> SubmitAsync(string type = "noop", string config = "{}", string more = "")
    {
        var answer = await PostAsync("jobs/submit", $$"""{"name": "A job", "type": "{{type}}", "config": {{config}}{{more}}}""");
        Assert.Equal(202, answer.Status);
        return answer["job_id"].GetString()!;
    }

    /// <summary>Waits until a job has a status.</summary>
    public async Task<Answer> ReachesAsync(string id, string status)
    {
        Answer? last = null;
        await Eventually.BecomesTrue(
            async () => (last = await GetAsync($"jobs/{id}")).Status == 200 && last["status"].GetString() == status, $"job {id} is {status}");
        return last!;
    }

    /// <summary>Submits a gate job and waits until it has told its progress.</summary>
    public async Task<string> RunningAsync(string config = "{}", string more = "")
    {
        var id = await SubmitAsync("gate", config, more);
        await Eventually.BecomesTrue(
            async () => (await GetAsync($"jobs/{id}"))["progress"].GetInt32() == 75, $"job {id} tells its progress");
        return id;
    }

    /// <summary>Submits a job and waits until it has failed.</summary>
    public async Task<string> FailedAsync(string more = "")
    {
        var id = await SubmitAsync("noop", """{"fail_times": -1}""", """, "max_retries": 0""" + more);
        await ReachesAsync(id, "failed");
        return id;
    }

    public async Task StopAsync()
    {
        if (!_stopped)
            await _app.StopAsync(CancellationToken.None);
        _stopped = true;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Release(1000);
        Http.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
    }
}
