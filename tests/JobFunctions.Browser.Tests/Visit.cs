using System.Collections.Concurrent;
using JobFunctions.Testing;
using Microsoft.Playwright;

namespace JobFunctions.Browser.Tests;

/// <summary>Somebody looks at the dashboard of a service that has just been started.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<string> _faults = [];

    private Visit(DashboardHost host, IPage page)
    {
        Host = host;
        Page = page;
        page.Request += (_, request) => _requests.Enqueue($"{request.Method} {request.Url}");
        page.PageError += (_, fault) => _faults.Enqueue(fault);
        page.Console += (_, said) =>
        {
            // That an answer was an error is said there, too, and is none of the page's own faults.
            if (said.Type == "error" && !said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _faults.Enqueue(said.Text);
        };
    }

    public DashboardHost Host { get; }

    public IPage Page { get; }

    /// <summary>How many requests the page has sent so far.</summary>
    public int RequestCount => _requests.Count;

    public static Task<Visit> StartAsync(
        AzuriteFixture azurite, ChromiumFixture chromium, BrowserNewContextOptions? options = null, params (string Key, string Value)[] settings) =>
        StartAsync(chromium, options, () => DashboardHost.StartAsync(azurite.NewAccount(), null, settings));

    /// <summary>Visits a host that is started as soon as it is known that there is a browser.</summary>
    public static async Task<Visit> StartAsync(ChromiumFixture chromium, BrowserNewContextOptions? options, Func<Task<DashboardHost>> start)
    {
        var page = await chromium.NewPageAsync(options);
        return new Visit(await start(), page);
    }

    /// <summary>Opens a view and waits until it is there.</summary>
    public async Task OpenAsync(string view, string heading)
    {
        await Page.GotoAsync(Host.AddressOf(view));
        await Assertions.Expect(Heading(heading)).ToBeVisibleAsync();
    }

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1 });

    public ILocator Link(string name, bool exact = false) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = exact });

    public ILocator Button(string name, bool exact = false) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <summary>Ends the visit; whatever the page did wrong in it fails the test.</summary>
    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        await Host.DisposeAsync();
        Assert.Empty(_faults);
    }
}
