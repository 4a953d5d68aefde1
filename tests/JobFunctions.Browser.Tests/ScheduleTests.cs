using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>Jobs that are done again and again.</summary>
public class ScheduleTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task A_schedule_is_made_by_the_form_paused_and_deleted()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("submit?type=noop", "No-op");
        await visit.Page.GetByLabel("Repeat it").CheckAsync();
        await visit.Page.GetByLabel("When").FillAsync("not a time");
        await visit.Button("Store the schedule").ClickAsync();
        await Expect(visit.Page.GetByLabel("When")).ToHaveAttributeAsync("aria-invalid", "true");

        await visit.Page.GetByLabel("When").FillAsync("0 6 * * 1-5");
        await visit.Button("Store the schedule").ClickAsync();
        await Expect(visit.Heading("Schedules")).ToBeVisibleAsync();
        var card = visit.Page.GetByRole(AriaRole.Region, new() { Name = "noop" });
        await Expect(card).ToContainTextAsync("0 6 * * 1-5");
        await visit.Button("Pause noop").ClickAsync();
        await Expect(card).ToContainTextAsync("paused");
        await visit.Button("Delete noop").ClickAsync();
        await visit.Button("Delete the schedule").ClickAsync();
        await Expect(visit.Page.GetByText("There is no schedule")).ToBeVisibleAsync();
    }
}
