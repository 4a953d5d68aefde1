using Microsoft.Playwright;

namespace JobFunctions.Browser.Tests;

/// <summary>One headless Chromium of this machine for all tests of the assembly. None is ever downloaded.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    /// <summary>A page under load takes its time; what never comes is given up after three minutes.</summary>
    private const float Patience = 180_000;

    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(Paths, File.Exists) is not { } path)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Arguments, Timeout = Patience });
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    /// <summary>A page with a session of its own; the test is skipped where there is no browser.</summary>
    public async Task<IPage> NewPageAsync(BrowserNewContextOptions? options)
    {
        Assert.SkipWhen(_browser is null, $"There is none of {string.Join(", ", Paths)}: apt-get install chromium");
        var context = await _browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
