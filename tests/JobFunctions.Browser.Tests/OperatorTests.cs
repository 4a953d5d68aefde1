using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>What an operator does: stop everything, hold a job, set limits and rates.</summary>
public class OperatorTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task The_processor_is_stopped_and_started_and_no_job_is_lost()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("", "Overview");
        await visit.Button("Stop the processor").ClickAsync();
        await visit.Dialog.GetByRole(AriaRole.Button, new() { Name = "Stop the processor" }).ClickAsync();
        await Expect(visit.Page.GetByText("No job starts until the processor is started again")).ToBeVisibleAsync();
        var id = await visit.Host.SubmitAsync("""{"name": "Has patience", "type": "noop"}""");
        await visit.Button("Start the processor").ClickAsync();
        await Expect(visit.Page.GetByText("jobs start", new() { Exact = true })).ToBeVisibleAsync();
        await visit.OpenAsync($"jobs/{id}", "Has patience");
        await Expect(visit.Heading("Has patience")).ToContainTextAsync("completed");
    }

    [Fact]
    public async Task A_job_is_held_and_released()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        var id = await visit.Host.SubmitUntilAsync("completed", """{"name": "Evidence", "type": "noop"}""");
        await visit.OpenAsync($"jobs/{id}", "Evidence");
        await visit.Button("Hold").ClickAsync();
        await Expect(visit.Page.GetByText("until it is released", new() { Exact = true })).ToBeVisibleAsync();
        await visit.Button("Release").ClickAsync();
        await Expect(visit.Button("Hold")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Limits_are_set_and_given_up()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("limits", "Limits");
        var inForce = visit.Page.GetByRole(AriaRole.Region, new() { Name = "In force" });
        await visit.Page.GetByLabel("of each user").FillAsync("-1");
        await visit.Button("Set the limits").ClickAsync();
        await Expect(visit.Page.GetByLabel("of each user")).ToHaveAttributeAsync("aria-invalid", "true");

        await visit.Page.GetByLabel("of all users").FillAsync("7");
        await visit.Page.GetByLabel("of each user").FillAsync("3");
        await visit.Button("Set the limits").ClickAsync();
        await Expect(inForce).ToContainTextAsync("7 jobs");
        await Expect(inForce).ToContainTextAsync("3 jobs");
        await visit.Button("Back to the configured ones").ClickAsync();
        await Expect(inForce).Not.ToContainTextAsync("7 jobs");
        await Expect(visit.Page.GetByLabel("of all users")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_is_typed_survives_a_live_update()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.Page.Clock.InstallAsync();
        await visit.OpenAsync("limits", "Limits");
        await visit.Page.GetByLabel("of all users").FillAsync("7");
        await visit.Page.GetByLabel("of each user").FocusAsync();
        await visit.Host.PutAsync("limits", """{"max_concurrent": 5}""");
        await visit.Page.Clock.FastForwardAsync(20_000);
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "In force" })).ToContainTextAsync("5 jobs");
        await Expect(visit.Page.GetByLabel("of all users")).ToHaveValueAsync("7");
        await visit.Button("Set the limits").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "In force" })).ToContainTextAsync("7 jobs");
    }

    [Fact]
    public async Task A_rate_is_set_changed_and_removed()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("limits", "Limits");
        await visit.Page.GetByLabel("Name").FillAsync("http_request");
        await visit.Page.GetByLabel("In seconds").FillAsync("0");
        await visit.Button("Set the rate").ClickAsync();
        await Expect(visit.Page.GetByLabel("In seconds")).ToHaveAttributeAsync("aria-invalid", "true");

        await visit.Page.GetByLabel("In seconds").FillAsync("60");
        await visit.Button("Set the rate").ClickAsync();
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "type:http_request" });
        await Expect(row).ToContainTextAsync("10 starts every 1 min");
        await visit.Button("Edit type:http_request").ClickAsync();
        await Expect(visit.Page.GetByLabel("Name")).ToHaveValueAsync("http_request");
        await visit.Page.GetByLabel("Starts").FillAsync("25");
        await visit.Button("Set the rate").ClickAsync();
        await Expect(row).ToContainTextAsync("25 starts every 1 min");
        await visit.Button("Remove type:http_request").ClickAsync();
        await visit.Button("Remove the rate").ClickAsync();
        await Expect(visit.Page.GetByText("No rate is in force")).ToBeVisibleAsync();
    }
}
