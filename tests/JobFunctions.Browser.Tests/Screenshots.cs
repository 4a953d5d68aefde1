using JobFunctions.Testing;
using Microsoft.Playwright;

namespace JobFunctions.Browser.Tests;

/// <summary>Makes the pictures of the documentation, when the environment asks for them: <c>DASHBOARD_SCREENSHOTS=1</c>.</summary>
public class Screenshots(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Take(ColorScheme theme)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DASHBOARD_SCREENSHOTS") == "1", "Only with DASHBOARD_SCREENSHOTS=1");
        await using var visit = await Visit.StartAsync(azurite, chromium, new() { ColorScheme = theme, ViewportSize = new() { Width = 1200, Height = 760 } });
        var matched = await Jobs.MatchedAsync(visit.Host);
        await Jobs.MixedAsync(visit.Host);
        (string Name, string View, string Heading)[] all =
        [
            ("overview", "", "Overview"), ("job", $"jobs/{matched}", "Match people"), ("failed", "failed", "Failed jobs"),
            ("submit", "submit?type=data_matching", "Data matching"),
        ];
        foreach (var (name, view, heading) in all)
        {
            await visit.OpenAsync(view, heading);
            var path = Repository.PathOf("docs", "images", $"{name}-{theme.ToString().ToLowerInvariant()}.png");
            await visit.Page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
        }
    }
}
