using JobFunctions.Core.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests;

/// <summary>A host in this process, on a free port, and a client of it.</summary>
internal class TestHost : IAsyncDisposable
{
    /// <summary>How long a client waits for an answer: the machine may be busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly WebApplication _app;
    private bool _stopped;

    /// <param name="app">Started.</param>
    /// <param name="address">What the client's paths are relative to.</param>
    protected TestHost(WebApplication app, Uri address)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public HttpClient Http { get; }

    /// <summary>Starts a host with functions of a test's own.</summary>
    public static async Task<TestHost> StartAsync(
        Type functions, string storage, Action<IServiceCollection> services, params (string Key, string Value)[] settings)
    {
        var app = await StartAppAsync(new HostedApp([functions], (_, _) => { }), storage, services, settings);
        return new TestHost(app, new Uri(app.Urls.First()));
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task StopAsync()
    {
        if (!_stopped)
            await _app.StopAsync(CancellationToken.None);
        _stopped = true;
    }

    public virtual async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
    }

    protected static async Task<WebApplication> StartAppAsync(
        HostedApp hosted, string storage, Action<IServiceCollection>? services, params (string Key, string Value)[] settings)
    {
        var options = new LocalHostOptions
        {
            App = hosted,
            Urls = Listening.FreePort,
            // The last word on a setting counts.
            Settings = settings.Append(("AzureWebJobsStorage", storage)).GroupBy(pair => pair.Item1)
                .ToDictionary(pairs => pairs.Key, pairs => (string?)pairs.Last().Item2),
        };
        var app = LocalHostApp.Build(options, builder =>
        {
            builder.Services.AddSingleton<ProcessEnd>(new HostEnd());
            services?.Invoke(builder.Services);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>The process of these hosts is the one that runs all tests: where a service would end it, its host stops instead.</summary>
    private sealed class HostEnd : ProcessEnd
    {
        public override void Now() => throw new InvalidOperationException("The process would have ended itself here: a handler goes on although its lease is over");
    }
}
