using System.Text.Json;
using System.Text.Json.Nodes;
using JobFunctions.Client;
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
        using var http = new HttpClient { BaseAddress = baseAddress };
        try
        {
            return await RunAsync(new JobClient(http), console, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(console, "Stopped before the demo was over.");
        }
        catch (Exception failed) when (failed is JobApiException or JsonException)
        {
            return Fail(console, failed.Message);
        }
    }

    private static async Task<int> RunAsync(JobClient client, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var sample = SampleData.Generate();
        await client.Files.UploadAsync(SampleData.Name1, new MemoryStream(sample.File1), cancellationToken);
        await client.Files.UploadAsync(SampleData.Name2, new MemoryStream(sample.File2), cancellationToken);
        console.WriteLine($"Uploaded {SampleData.Name1} and {SampleData.Name2}: two dirty customer lists");

        var jobId = await client.SubmitAsync(
            new NewJob
            {
                Name = "Demo: customer lists",
                Type = "data_matching",
                Config = JsonNode.Parse(SampleData.MatchingConfig)!.AsObject(),
                Priority = JobPriority.High,
            },
            cancellationToken);
        console.WriteLine($"Submitted job {jobId}");
        var job = await DemoProgress.ShowAsync(console, client.StreamAsync(jobId, cancellationToken));
        if (job.Status != JobStatus.Completed)
            return Fail(console, $"The job ended {DemoProgress.Word(job.Status)}. {job.Error}");

        var results = job.ResultFiles;
        if (results.FirstOrDefault(file => file.EndsWith("/matched_results.json", StringComparison.Ordinal)) is not { } matchedFile)
            return Fail(console, "The job completed without matched_results.json among its result files.");

        using var matched = await JsonDocument.ParseAsync(await client.OpenResultAsync(matchedFile, cancellationToken), default, cancellationToken);
        var matchedRows = matched.RootElement;
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
