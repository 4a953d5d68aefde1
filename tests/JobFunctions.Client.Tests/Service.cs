using JobFunctions.Testing;
using Microsoft.AspNetCore.Http;

namespace JobFunctions.Client.Tests;

/// <summary>A web server in the service's place that answers one request after the other as a test says, and a client of it.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly HttpClient _http;

    private Service(LoopbackServer server, JobClientOptions options)
    {
        _server = server;
        _http = new HttpClient { BaseAddress = new Uri(server.Address, "api/v1") };
        Client = new JobClient(_http, options);
    }

    public JobClient Client { get; }

    public Uri Address => _server.Address;

    public IReadOnlyList<ReceivedRequest> Requests => _server.Requests;

    /// <param name="options">Of the client; without waits when null.</param>
    /// <param name="answers">The last one answers all further requests.</param>
    public static async Task<Service> StartAsync(JobClientOptions? options, params Func<HttpContext, Task>[] answers)
    {
        var asked = 0;
        var server = await LoopbackServer.StartAsync((context, _) => answers[Math.Min(Interlocked.Increment(ref asked), answers.Length) - 1](context));
        return new Service(server, options ?? new JobClientOptions { RetryBase = TimeSpan.Zero });
    }

    public static Func<HttpContext, Task> Says(int status, string body = "{}", int? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is { } seconds)
            context.Response.Headers.RetryAfter = $"{seconds}";
        await context.Response.WriteAsync(body);
    };

    /// <summary>Does what was asked, and loses the answer.</summary>
    public static Task Loses(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
