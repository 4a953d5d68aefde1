namespace JobFunctions.Browser.Tests;

/// <summary>Jobs to look at, and the views that show them.</summary>
internal static class Jobs
{
    public const string People1 = "id,name,city\n1,Anna Smith,Paris\n2,John Doe,Rome\n3,Mary Jones,Oslo\n";
    public const string People2 = "nr;full_name;town\n7;Smith Anna;Paris\n8;Jon Doe;Rome\n9;Peter Pan;Bern\n";

    /// <summary>Matches two small files, and waits for the results.</summary>
    /// <returns>The job's id.</returns>
    public static async Task<string> MatchedAsync(DashboardHost host)
    {
        await host.PutFileAsync("left.csv", People1);
        await host.PutFileAsync("right.csv", People2);
        return await host.SubmitUntilAsync(
            "completed",
            """
            {
              "name": "Match people", "type": "data_matching",
              "config": {
                "file1": "left.csv", "file2": "right.csv", "generate_unmatched": true,
                "mappings": [{"file1_col": "name", "file2_col": "full_name", "match_type": "fuzzy"}]
              }
            }
            """);
    }

    /// <summary>Submits jobs of every status, with names as long as people give them.</summary>
    /// <returns>The id of one that has failed.</returns>
    public static async Task<string> MixedAsync(DashboardHost host)
    {
        await host.SubmitUntilAsync("completed", """{"name": "Match the customers of both systems, nightly, with everything that came in since", "type": "noop", "tags": ["nightly", "customers"]}""");
        await host.SubmitAsync("""{"name": "Weekly report", "type": "noop", "scheduled_at": "2100-01-01T00:00:00Z"}""");
        await host.SubmitAsync("""{"name": "Rebuild the index", "type": "gate", "priority": 4}""");
        return await host.SubmitUntilAsync("failed", """{"name": "Import", "type": "noop", "config": {"fail_times": -1}, "max_retries": 0}""");
    }

    /// <summary>Submits a few jobs as one.</summary>
    /// <returns>The batch's id.</returns>
    public static Task<string> BatchAsync(DashboardHost host) => host.SubmitBatchAsync(
        """
        {"name": "Everything of this month", "jobs": [
          {"name": "Good", "type": "noop"}, {"name": "Bad", "type": "noop", "config": {"fail_times": -1}, "max_retries": 0},
          {"name": "Later", "type": "noop", "scheduled_at": "2100-01-01T00:00:00Z"}]}
        """);

    /// <summary>Makes a webhook, <c>mine</c>, and rates.</summary>
    public static async Task RulesAsync(DashboardHost host)
    {
        await host.PutAsync("webhooks/mine", """{"url": "https://example.org/what/people/call/their/endpoints", "types": ["noop", "data_matching"]}""");
        await host.PutAsync("limits/rates/owner:*", """{"starts": 100, "per_seconds": 60, "burst": 20}""");
        await host.PutAsync("limits/rates/type:http_request", """{"starts": 10}""");
    }

    /// <summary>Every view, and the heading that says that it is there.</summary>
    public static IEnumerable<(string View, string Heading)> Views(string job, string batch) =>
    [
        ("", "Overview"),
        ("jobs", "Jobs"),
        ($"jobs/{job}", "Import"),
        ("jobs?status=failed", "Jobs"),
        ($"batches/{batch}", "Everything of this month"),
        ("failed", "Failed jobs"),
        ("schedules", "Schedules"),
        ("webhooks", "Webhooks"),
        ("limits", "Limits"),
        ("submit", "Submit a job"),
        ("submit?type=data_matching", "Data matching"),
    ];
}
