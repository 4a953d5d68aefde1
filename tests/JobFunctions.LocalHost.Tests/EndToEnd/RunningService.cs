using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JobFunctions.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>The whole service, impatient, spoken to over HTTP as its users do.</summary>
internal sealed class RunningService : TestHost
{
    private RunningService(WebApplication app) : base(app, Listening.BaseAddress(app)) { }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<RunningService> StartAsync(string storage, params (string Key, string Value)[] settings) =>
        StartAsync(storage, null, settings);

    /// <param name="storage">A connection string.</param>
    /// <param name="services">Adds services of a test's own.</param>
    /// <param name="settings">Have the last word.</param>
    public static Task<RunningService> StartAsync(
        string storage, Action<IServiceCollection>? services, params (string Key, string Value)[] settings) =>
        StartAsync(HostedApp.Default, storage, services, settings);

    /// <param name="hosted">The app, or a part of it.</param>
    /// <param name="storage">A connection string.</param>
    /// <param name="services">Adds services of a test's own.</param>
    /// <param name="settings">Have the last word.</param>
    public static async Task<RunningService> StartAsync(
        HostedApp hosted, string storage, Action<IServiceCollection>? services, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] own =
        [
            ("LOG_LEVEL", "ERROR"),
            ("Jobs:RetryBase", "00:00:00"),
            ("AzureFunctionsJobHost:extensions:queues:maxPollingInterval", "00:00:00.2"),
        ];
        return new RunningService(await StartAppAsync(hosted, storage, services, [.. own, .. settings]));
    }

    /// <summary>Submits a job and returns its id.</summary>
    public async Task<string> SubmitAsync(string body)
    {
        var (status, answer) = await PostAsync("jobs/submit", body);
        Assert.True(status == HttpStatusCode.Accepted, answer.GetRawText());
        return answer.GetProperty("job_id").GetString()!;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await ReadAsync(await Http.PostAsync(path, content, Token));
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path) => await ReadAsync(await Http.GetAsync(path, Token));

    public async Task<(HttpStatusCode Status, JsonElement Answer)> DeleteAsync(string path) =>
        await ReadAsync(await Http.DeleteAsync(path, Token));

    public Task PutFileAsync(string name, string text) => PutFileAsync(name, Encoding.UTF8.GetBytes(text));

    public async Task PutFileAsync(string name, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        (await Http.PutAsync("files/" + Uri.EscapeDataString(name), content, Token)).EnsureSuccessStatusCode();
    }

    /// <summary>Waits until a job has a status.</summary>
    public async Task<JsonElement> ReachesAsync(string id, params string[] statuses)
    {
        JsonElement job = default;
        await Eventually.BecomesTrue(
            async () =>
            {
                job = (await GetAsync($"jobs/{id}")).Answer;
                return statuses.Contains(job.GetProperty("status").GetString());
            },
            $"job {id} is {string.Join(" or ", statuses)}");
        return job;
    }

    public Task<JsonElement> EndsAsync(string id) => ReachesAsync(id, "completed", "failed", "cancelled");

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
