using System.Text.Json;
using Spectre.Console;

namespace JobFunctions.LocalHost.Demo;

/// <summary>
/// Shows the service at work: uploads two dirty customer lists, has them matched, and measures the result against the truth.
/// </summary>
internal static class DemoCommand
{
    /// <summary>Runs the demo against a service that answers at <paramref name="baseAddress"/>, which ends with a slash.</summary>
    /// <returns>The process's exit code: 0 when the job completed and its matches are good enough, else 1.</returns>
    public static async Task<int> RunAsync(Uri baseAddress, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        using var client = new DemoClient(baseAddress);
        try
        {
            return await RunAsync(client, console, cancellationToken);
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException)
        {
            return Fail(console, failed.Message);
        }
    }

    private static async Task<int> RunAsync(DemoClient client, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var sample = SampleData.Generate();
        await client.UploadAsync(SampleData.Name1, sample.File1, cancellationToken);
        await client.UploadAsync(SampleData.Name2, sample.File2, cancellationToken);
        console.WriteLine($"Uploaded {SampleData.Name1} and {SampleData.Name2}: two dirty customer lists");

        var jobId = await client.SubmitAsync("Demo: customer lists", "data_matching", SampleData.MatchingConfig, cancellationToken);
        console.WriteLine($"Submitted job {jobId}");
        var job = await DemoProgress.ShowAsync(console, client.WatchAsync(jobId, cancellationToken));
        if (job.Status != "completed")
            return Fail(console, $"The job ended {job.Status}. {job.ErrorMessage}");

        var results = job.ResultFiles ?? [];
        if (results.FirstOrDefault(file => file.EndsWith("/matched_results.json", StringComparison.Ordinal)) is not { } matchedFile)
            return Fail(console, "The job completed without matched_results.json among its result files.");

        var matchedRows = await client.DownloadAsync(matchedFile, cancellationToken);
        var quality = MatchQuality.Of(matchedRows, sample.Truth);
        DemoReport.Print(console, matchedRows, quality, results.Select(client.ResultAddress));
        return quality.IsReached ? 0 : Fail(console, $"The matches are not good enough: {MatchQuality.Promise}.");
    }

    private static int Fail(IAnsiConsole console, string message)
    {
        console.WriteLine(message, new Style(Color.Red));
        return 1;
    }
}
