using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>How the page itself behaves: themes, phones, tokens, and when it asks for news.</summary>
public class PageTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task The_theme_follows_the_system_until_its_user_chooses()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium, new() { ColorScheme = ColorScheme.Dark });
        await visit.OpenAsync("", "Overview");
        Assert.True(await LightnessAsync(visit.Page) < 0.2);
        await visit.Button("Switch to light").ClickAsync();
        Assert.True(await LightnessAsync(visit.Page) > 0.8);
        await visit.Page.ReloadAsync();
        await Expect(visit.Heading("Overview")).ToBeVisibleAsync();
        Assert.True(await LightnessAsync(visit.Page) > 0.8);
    }

    [Fact]
    public async Task On_a_phone_no_view_scrolls_sideways()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium, new() { ViewportSize = new() { Width = 375, Height = 812 } });
        await Jobs.RulesAsync(visit.Host);
        var (id, batch) = (await Jobs.MixedAsync(visit.Host), await Jobs.BatchAsync(visit.Host));
        foreach (var (view, heading) in Jobs.Views(id, batch))
        {
            await visit.OpenAsync(view, heading);
            Assert.True(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 375, view);
        }
    }

    [Fact]
    public async Task On_a_phone_the_menu_leads_to_the_sections()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium, new() { ViewportSize = new() { Width = 375, Height = 812 } });
        await visit.OpenAsync("", "Overview");
        await Expect(visit.Link("Limits", exact: true)).ToBeHiddenAsync();
        await visit.Button("Menu").ClickAsync();
        await visit.Link("Limits", exact: true).ClickAsync();
        await Expect(visit.Heading("Limits")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_good_token_it_asks_for_one_and_then_shows_what_was_wanted()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium, null, Tokens.Settings);
        await visit.OpenAsync("limits", "Sign in");
        await SignInAsync(visit, "no.good.token");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That token does not do");
        await SignInAsync(visit, Tokens.Of("ann"));
        await Expect(visit.Heading("Limits")).ToBeVisibleAsync();
        await Expect(visit.Button("Set the limits")).ToHaveCountAsync(0);

        await visit.Page.ReloadAsync();
        await Expect(visit.Heading("Limits")).ToBeVisibleAsync();
        await visit.Button("Sign out").ClickAsync();
        await Expect(visit.Heading("Sign in")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_another_ones_is_said_to_be_so()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium, null, Tokens.Settings);
        visit.Host.Http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Of("ann"));
        var id = await visit.Host.SubmitAsync("""{"name": "Ann's", "type": "noop"}""");
        await visit.OpenAsync($"jobs/{id}", "Sign in");
        await SignInAsync(visit, Tokens.Of("bob"));
        await Expect(visit.Page.GetByText("This is not yours to see")).ToBeVisibleAsync();
        await visit.Link("To the overview").ClickAsync();
        await Expect(visit.Heading("Overview")).ToBeVisibleAsync();
        await Expect(visit.Button("Stop the processor")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_result_is_fetched_with_the_token()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium, null, Tokens.Settings);
        visit.Host.Http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Of("ann"));
        var id = await Jobs.MatchedAsync(visit.Host);
        await visit.OpenAsync($"jobs/{id}", "Sign in");
        await SignInAsync(visit, Tokens.Of("ann"));
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Locator("a.file").First.ClickAsync());
        Assert.NotEmpty(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Paused_or_hidden_it_asks_for_nothing()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        var running = await visit.Host.SubmitUntilAsync("running", """{"name": "Runs", "type": "gate"}""");
        await visit.Page.Clock.InstallAsync();
        foreach (var (view, heading) in new[] { ("", "Overview"), ("jobs", "Jobs"), ($"jobs/{running}", "Runs") })
        {
            await visit.OpenAsync(view, heading);

            // Seen and not paused, it does ask: else the rest would prove nothing.
            await AssertAsksAsync(visit);
            await visit.Button("Live updates: on").ClickAsync();
            await AssertIsSilentAsync(visit);
            await visit.Button("Live updates: paused").ClickAsync();
            await AssertAsksAsync(visit);
            await SetVisibilityAsync(visit.Page, "hidden");
            await AssertIsSilentAsync(visit);
            await SetVisibilityAsync(visit.Page, "visible");
            await AssertAsksAsync(visit);
        }
    }

    private static async Task AssertAsksAsync(Visit visit)
    {
        var before = visit.RequestCount;
        await Eventually.BecomesTrue(
            async () =>
            {
                await visit.Page.Clock.FastForwardAsync(20_000);
                return visit.RequestCount > before;
            },
            "the page asks");
    }

    // Ten minutes of the page's own clock. A request on its way when that began has been counted before.
    private static async Task AssertIsSilentAsync(Visit visit)
    {
        await visit.Page.EvaluateAsync("() => 0");
        var before = visit.RequestCount;
        for (var i = 0; i < 10; i++)
            await visit.Page.Clock.RunForAsync(60_000);
        Assert.Equal(before, visit.RequestCount);
    }

    private static async Task SetVisibilityAsync(IPage page, string state) => await page.EvaluateAsync(
        """
        state => {
          Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
          document.dispatchEvent(new Event("visibilitychange"));
        }
        """,
        state);

    private static async Task SignInAsync(Visit visit, string token)
    {
        await visit.Page.GetByLabel("Bearer token").FillAsync(token);
        await visit.Button("Sign in").ClickAsync();
    }

    /// <summary>How light the page's background is, 0 to 1.</summary>
    private static Task<double> LightnessAsync(IPage page) => page.EvaluateAsync<double>(
        "() => getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765");
}
