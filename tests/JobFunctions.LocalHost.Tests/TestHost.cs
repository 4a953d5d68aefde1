using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests;

/// <summary>A host in this process, with functions of a test's own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _stopped;

    private TestHost(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public static async Task<TestHost> StartAsync(
        Type functions, string storage, Action<IServiceCollection> services, params (string Key, string Value)[] settings)
    {
        var options = new LocalHostOptions
        {
            App = new HostedApp([functions], (_, _) => { }),
            Urls = Listening.FreePort,
            // The last word on a setting counts.
            Settings = settings.Append(("AzureWebJobsStorage", storage)).GroupBy(pair => pair.Item1)
                .ToDictionary(pairs => pairs.Key, pairs => (string?)pairs.Last().Item2),
        };
        var app = LocalHostApp.Build(options, builder => services(builder.Services));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app);
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task StopAsync()
    {
        if (!_stopped)
            await _app.StopAsync(CancellationToken.None);
        _stopped = true;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
    }
}
