using System.Diagnostics;
using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Contracts;

/// <summary>
/// Document 002's two Python programs, as printed but for the base address and the configs, against the running service, with the
/// system's own Python and Debian's python3-requests and python3-aiohttp.
/// </summary>
public class Document002PythonTests(AzuriteFixture azurite)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task The_client_submits_a_job_and_waits_for_it()
    {
        await RequireAsync("requests");
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await CustomerFiles.UploadAsync(host);
        var said = await RunAsync(host, "client.py");
        Assert.Contains("Submitted job: ", said, StringComparison.Ordinal);
        Assert.Contains("Job completed successfully!", said, StringComparison.Ordinal);
        Assert.Contains("matched_results.json", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_batch_submits_jobs_at_once()
    {
        await RequireAsync("aiohttp");
        await using var host = await ContractHost.StartAsync(azurite.NewAccount());
        await CustomerFiles.UploadAsync(host);
        Assert.Contains("Submitted 2 jobs: ", await RunAsync(host, "batch.py"), StringComparison.Ordinal);
        await Eventually.BecomesTrue(
            async () => (await host.GetAsync("jobs/stats"))["completed"].GetInt32() == 2, "both jobs have completed");
    }

    private static async Task<string> RunAsync(ContractHost host, string program)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Contracts", "Python", program);
        var (exitCode, said) = await StartAsync(file, host.Http.BaseAddress!.ToString().TrimEnd('/'));
        Assert.True(exitCode == 0, said);
        return said;
    }

    private static async Task RequireAsync(string module)
    {
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}");
        Assert.SkipUnless((await StartAsync("-c", $"import {module}")).ExitCode == 0, $"{Python} has no {module}: apt-get install python3-{module}");
    }

    private static async Task<(int ExitCode, string Said)> StartAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.Completes(process.WaitForExitAsync(TestContext.Current.CancellationToken));
        return (process.ExitCode, await said + await errors);
    }
}
