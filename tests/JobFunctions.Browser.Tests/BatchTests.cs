using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>Jobs that were submitted together, looked at together.</summary>
public class BatchTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task A_batch_is_found_from_one_of_its_jobs_and_watched_to_its_end()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.Host.SubmitBatchAsync(
            """
            {"name": "Nightly", "on_complete": {"name": "Report", "type": "noop"}, "jobs": [
              {"name": "Waits for the gate", "type": "gate"},
              {"name": "Is bad", "type": "noop", "config": {"fail_times": -1}, "max_retries": 0},
              {"name": "Is good", "type": "noop"}]}
            """);
        await visit.OpenAsync("jobs", "Jobs");
        await visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Waits for the gate" }).GetByRole(AriaRole.Link, new() { Name = "batch" }).ClickAsync();
        await Expect(visit.Heading("Nightly")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("A batch of 3 jobs, under way")).ToBeVisibleAsync();
        var progress = visit.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Jobs that have ended" });
        await Expect(progress).ToHaveAttributeAsync("aria-valuenow", "66");
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Progress" }).GetByRole(AriaRole.Link, new() { Name = "Is bad" })).ToBeVisibleAsync();

        visit.Host.Gate.Release();
        await Expect(visit.Page.GetByText("A batch of 3 jobs, all have ended")).ToBeVisibleAsync();
        await Expect(progress).ToHaveAttributeAsync("aria-valuenow", "100");
        await Expect(visit.Button("Cancel all")).ToHaveCountAsync(0);

        await visit.Link("failed 1").ClickAsync();
        await Expect(visit.Page.GetByText("Those that are failed")).ToBeVisibleAsync();
        await Expect(visit.Link("Is good")).ToHaveCountAsync(0);
        await visit.Link("the job that runs when all have ended").ClickAsync();
        await Expect(visit.Heading("Report")).ToContainTextAsync("completed");
    }

    [Fact]
    public async Task A_batch_of_many_is_paged_and_cancelled_as_a_whole()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        var jobs = Enumerable.Range(1, 51).Select(number => $$"""{"name": "Later {{number}}", "type": "noop", "scheduled_at": "2100-01-01T00:00:00Z"}""");
        var id = await visit.Host.SubmitBatchAsync($$"""{"name": "Next century", "jobs": [{{string.Join(',', jobs)}}]}""");
        await visit.OpenAsync($"batches/{id}", "Next century");
        var rows = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Later" });
        await Expect(rows).ToHaveCountAsync(50);
        await visit.Link("Next page").ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);

        await visit.Button("Cancel all").ClickAsync();
        await visit.Button("Cancel the batch").ClickAsync();
        await Expect(visit.Page.GetByText("A batch of 51 jobs, cancelled")).ToBeVisibleAsync();
        await Expect(visit.Link("cancelled 51")).ToBeVisibleAsync();
    }
}
