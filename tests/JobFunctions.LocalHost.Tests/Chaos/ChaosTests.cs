using JobFunctions.Testing;

namespace JobFunctions.LocalHost.Tests.Chaos;

/// <summary>Whatever dies or fails, every accepted job ends once, within its limits, and what is counted is what is there.</summary>
public class ChaosTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task Whoever_dies_every_accepted_job_ends_once() =>
        Show(await ChaosRun.RunAsync(new ChaosPlan(Jobs: 120, Kills: 5, Processes: 3, Users: 5, Global: 6, PerUser: 3, Seed: 7), azurite.NewAccount(), output.WriteLine));

    /// <summary>
    /// The long run takes a quarter of an hour or more, and runs only when asked for; <c>CHAOS_JOBS</c> and <c>CHAOS_KILLS</c> set other
    /// numbers, <c>CHAOS_REPORT</c> names a file for the table.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task Ten_thousand_jobs_and_a_hundred_kills()
    {
        var plan = new ChaosPlan(Number("CHAOS_JOBS", 10_000), Number("CHAOS_KILLS", 100), Processes: 4, Users: 20, Global: 12, PerUser: 2, Seed: 11);
        var report = await ChaosRun.RunAsync(plan, azurite.NewAccount(), output.WriteLine);
        if (Environment.GetEnvironmentVariable("CHAOS_REPORT") is { } file)
            await File.WriteAllTextAsync(file, report.Table() + Environment.NewLine, TestContext.Current.CancellationToken);
        Show(report);
    }

    private void Show(ChaosReport report)
    {
        output.WriteLine(report.Table());
        foreach (var finding in report.Lost.Concat(report.TwoOutcomes).Concat(report.CounterErrors).Take(20))
            output.WriteLine(finding.Length > 300 ? finding[..300] : finding);
        Assert.Empty(report.Lost);
        Assert.Empty(report.TwoOutcomes);
        Assert.Empty(report.CounterErrors);
        Assert.Equal(0, report.LimitViolations);
        Assert.Equal(report.Plan.Jobs, report.Accepted);
        Assert.Equal(report.Plan.Kills, report.Kills);
    }

    private static int Number(string variable, int standard) =>
        int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{standard}", System.Globalization.CultureInfo.InvariantCulture);
}
