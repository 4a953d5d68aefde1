using JobFunctions.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>What people do with jobs, done as they do it.</summary>
public class JobTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task A_job_submitted_by_the_form_is_watched_live_to_its_end()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("", "Overview");
        await visit.Link("Submit a job").First.ClickAsync();
        await visit.Link("Gate").ClickAsync();
        await visit.Page.GetByLabel("Name").FillAsync("Count the sheep");
        await visit.Button("Submit the job").ClickAsync();

        await Expect(visit.Heading("Count the sheep")).ToContainTextAsync("running");
        await Expect(visit.Page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "75");
        await Expect(visit.Page.GetByText("Processing records …").First).ToBeVisibleAsync();

        visit.Host.Gate.Release();
        await Expect(visit.Heading("Count the sheep")).ToContainTextAsync("completed");
        await Expect(visit.Page.GetByText("\"answer\": 42")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Timeline" })).ToContainTextAsync("Completed");
    }

    [Fact]
    public async Task Two_files_are_matched_and_the_results_fetched_by_mouse_alone()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("", "Overview");
        await visit.Link("Submit a job").First.ClickAsync();
        await visit.Page.Locator("a[href='#/submit?type=data_matching']").ClickAsync();
        await ChooseAsync(visit.Page, "File 1", "left.csv", Jobs.People1);
        await ChooseAsync(visit.Page, "File 2", "right.csv", Jobs.People2);
        await visit.Page.GetByLabel("File 1 column").SelectOptionAsync("name");
        await visit.Page.GetByLabel("File 2 column").SelectOptionAsync("full_name");
        await visit.Page.GetByLabel("Match type").SelectOptionAsync("fuzzy");
        await visit.Button("Submit the job").ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("completed");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Locator("a.file").First.ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("Anna Smith", text, StringComparison.Ordinal);
        Assert.Contains("Smith Anna", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_field_is_marked_and_nothing_is_submitted()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.OpenAsync("submit?type=data_matching", "Data matching");
        await visit.Page.GetByLabel("Threshold").FillAsync("500");
        await visit.Button("Submit the job").ClickAsync();
        await Expect(visit.Page.GetByLabel("Threshold")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not submitted");
    }

    [Fact]
    public async Task Another_job_like_one_that_has_not_ended_is_shown_as_that_one()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        foreach (var (name, said) in new[] { ("The first", "The job is submitted"), ("The second", "Such a job is there already") })
        {
            await visit.OpenAsync("submit?type=gate", "Gate");
            await visit.Page.GetByLabel("Name").FillAsync(name);
            await visit.Page.GetByText("More settings").ClickAsync();
            await visit.Page.GetByLabel("Another job like this").SelectOptionAsync("pending_or_running");
            await visit.Button("Submit the job").ClickAsync();
            await Expect(visit.Page.GetByText(said)).ToBeVisibleAsync();
            await Expect(visit.Heading("The first")).ToBeVisibleAsync();
        }

        await Expect(visit.Page.GetByText("no other unique job like it")).ToBeVisibleAsync();
        visit.Host.Gate.Release();
        await Expect(visit.Heading("The first")).ToContainTextAsync("completed");
    }

    [Fact]
    public async Task A_form_whose_answer_was_lost_can_be_sent_again_without_a_second_job()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        var submitted = 0;
        await visit.Page.RouteAsync("**/jobs/submit", async route =>
        {
            var answer = await route.FetchAsync();
            if (submitted++ == 0)
                await route.AbortAsync();
            else
                await route.FulfillAsync(new() { Response = answer });
        });
        await visit.OpenAsync("submit?type=noop", "No-op");
        await visit.Button("Submit the job").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not answer");
        await visit.Button("Submit the job").ClickAsync();

        await Expect(visit.Heading("No-op")).ToContainTextAsync("completed");
        await visit.OpenAsync("jobs", "Jobs");
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_job_that_failed_is_found_by_its_error_and_tried_again()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        await visit.Host.SubmitUntilAsync("failed", """{"name": "Stumbles once", "type": "noop", "config": {"fail_times": 1}, "max_retries": 0}""");
        await visit.OpenAsync("failed", "Failed jobs");
        await visit.Link("look at one").ClickAsync();
        await Expect(visit.Heading("Stumbles once")).ToContainTextAsync("failed");
        await visit.Button("Retry").ClickAsync();
        await Expect(visit.Heading("Stumbles once")).ToContainTextAsync("completed");
    }

    [Fact]
    public async Task A_kind_of_error_is_retried_as_a_whole()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        for (var i = 0; i < 2; i++)
            await visit.Host.SubmitUntilAsync("failed", """{"name": "Stumbles", "type": "noop", "config": {"fail_times": 1}, "max_retries": 0}""");
        await visit.OpenAsync("failed", "Failed jobs");
        await visit.Button("Retry 2 with").ClickAsync();
        await Expect(visit.Dialog).ToContainTextAsync("Retry 2 jobs?");
        await visit.Button("Retry 2 jobs", exact: true).ClickAsync();
        await Expect(visit.Page.GetByText("Nothing has failed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Many_jobs_are_deleted_after_their_number_was_told()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        for (var i = 0; i < 3; i++)
            await visit.Host.SubmitUntilAsync("completed", """{"name": "Done", "type": "noop"}""");
        await visit.Host.SubmitAsync("""{"name": "Not yet", "type": "noop", "scheduled_at": "2100-01-01T00:00:00Z"}""");

        await visit.OpenAsync("jobs", "Jobs");
        await visit.Page.GetByLabel("Select all jobs of this page").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Selected jobs" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visit.Dialog).ToContainTextAsync("Delete 3 jobs?");
        await Expect(visit.Dialog).ToContainTextAsync("1 more stay as they are");
        await visit.Button("Delete 3 jobs", exact: true).ClickAsync();
        await Expect(visit.Link("Done")).ToHaveCountAsync(0);
        await Expect(visit.Link("Not yet")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_waiting_job_says_why_it_waits_and_is_cancelled()
    {
        await using var visit = await Visit.StartAsync(azurite, chromium);
        var id = await visit.Host.SubmitAsync("""{"name": "Later", "type": "noop", "scheduled_at": "2100-01-01T00:00:00Z"}""");
        await visit.OpenAsync($"jobs/{id}", "Later");
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Scheduled" })).ToContainTextAsync("2100");
        await visit.Button("Cancel", exact: true).ClickAsync();
        await visit.Button("Cancel the job").ClickAsync();
        await Expect(visit.Heading("Later")).ToContainTextAsync("cancelled");
    }

    private static async Task ChooseAsync(IPage page, string label, string name, string text)
    {
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByLabel(label, new() { Exact = true }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });
        await Expect(page.GetByText(name).First).ToBeVisibleAsync();
    }
}
