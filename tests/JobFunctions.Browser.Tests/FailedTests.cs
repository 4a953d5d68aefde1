using JobFunctions.Core.Storage;
using JobFunctions.Testing;
using JobFunctions.Testing.Memory;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JobFunctions.Browser.Tests;

/// <summary>Failures that stand in the registry since an earlier version, or are too many to look at.</summary>
public class FailedTests(AzuriteFixture azurite, ChromiumFixture chromium)
{
    [Fact]
    public async Task Failures_without_a_fingerprint_say_how_to_choose_them_and_many_that_there_are_more()
    {
        await using var storage = await MemoryStorage.StartAsync(azurite.NewAccount());

        // A quarter of them has failed, none with a fingerprint.
        JobSeed.Fill(storage, 10_000, new StoreOptions().Shards, TimeProvider.System.GetUtcNow());
        await using var visit = await Visit.StartAsync(chromium, null, () => DashboardHost.StartAsync(storage.ConnectionString));
        await visit.OpenAsync("failed", "Failed jobs");
        await Expect(visit.Page.GetByText("only the latest are looked at, there are more")).ToBeVisibleAsync();
        var group = visit.Page.GetByRole(AriaRole.Region, new() { Name = "SampleError" }).First;
        await Expect(group.GetByText("can't be named as a group")).ToBeVisibleAsync();
        await Expect(group.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await group.GetByRole(AriaRole.Link, new() { Name = "list of failed" }).ClickAsync();
        await Expect(visit.Heading("Jobs")).ToBeVisibleAsync();
        Assert.Contains("#/jobs?status=failed&type=", visit.Page.Url, StringComparison.Ordinal);
    }
}
