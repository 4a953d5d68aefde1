using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobFunctions.Core.Handlers;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>The whole service, with a job type that waits for the test, and a client that reads answers.</summary>
internal sealed class ContractHost : TestHost
{
    private ContractHost(WebApplication app, GateHandler gate) : base(app, Listening.BaseAddress(app))
    {
        Gate = gate;
        Http.Timeout = Timeout.InfiniteTimeSpan;
    }

    public GateHandler Gate { get; }

    public static async Task<ContractHost> StartAsync(
        string storage, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings)
    {
        var gate = new GateHandler();
        var app = await StartAppAsync(HostedApp.Default, storage, AddGate, [("LOG_LEVEL", "ERROR"), .. settings]);
        return new ContractHost(app, gate);

        void AddGate(IServiceCollection all)
        {
            all.AddSingleton<IJobHandler>(gate);
            services?.Invoke(all);
        }
    }

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

    public override ValueTask DisposeAsync()
    {
        Gate.Release(1000);
        return base.DisposeAsync();
    }
}
