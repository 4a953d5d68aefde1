using System.Text.Json;
using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>The page for those who can't see it, or use no mouse.</summary>
public class AccessibilityTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    private const string Install = "npm ci --prefix tests/JobFunctions.Browser.Tests/Axe";

    private static readonly string Axe = Repository.PathOf("tests", "JobFunctions.Browser.Tests", "Axe", "node_modules", "axe-core", "axe.min.js");

    [Fact]
    public async Task Axe_finds_nothing_serious_in_any_view()
    {
        Assert.SkipUnless(File.Exists(Axe), $"axe-core is not installed: {Install}");
        var rules = await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken);
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await Jobs.RulesAsync(visit.Host);
        var (id, batch) = (await Jobs.MixedAsync(visit.Host), await Jobs.BatchAsync(visit.Host));
        var found = new List<string>();
        foreach (var (view, heading) in Jobs.Views(id, batch))
        {
            await visit.OpenAsync(view, heading);
            await LookAsync(view);
        }

        await visit.OpenAsync("webhooks", "Webhooks");
        await visit.Button("New secret for mine").ClickAsync();
        await visit.Button("Make a new secret").ClickAsync();
        await visit.Button("New webhook").ClickAsync();
        await Expect(visit.Page.GetByText("whsec_")).ToBeVisibleAsync();
        await LookAsync("the form of a webhook and a new secret");
        Assert.True(found.Count == 0, string.Join("\n", found));

        async Task LookAsync(string view)
        {
            foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await visit.Page.EmulateMediaAsync(new() { ColorScheme = theme });
                found.AddRange((await FindAsync(visit.Page, rules)).Select(finding => $"{view} {theme}: {finding}"));
            }
        }
    }

    [Fact]
    public async Task A_keyboard_is_enough_to_get_to_a_job_and_cancel_it()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.Host.SubmitAsync("""{"name": "Later", "type": "noop", "scheduled_at": "2100-01-01T00:00:00Z"}""");
        await visit.OpenAsync("jobs", "Jobs");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Link("Skip to the content")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(visit.Page, visit.Link("Later"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Heading("Later")).ToBeVisibleAsync();
        await TabToAsync(visit.Page, visit.Button("Cancel", exact: true));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Button("Keep as it is")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Heading("Later")).ToContainTextAsync("cancelled");
    }

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var i = 0; i < 60; i++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("The keyboard does not get there");
    }

    private static async Task<IReadOnlyList<string>> FindAsync(IPage page, string rules)
    {
        await page.EvaluateAsync(rules);
        var violations = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations");
        return [..
            from violation in violations.EnumerateArray()
            where violation.GetProperty("impact").GetString() is "serious" or "critical"
            from node in violation.GetProperty("nodes").EnumerateArray()
            select $"{violation.GetProperty("id").GetString()} {node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}"];
    }
}
