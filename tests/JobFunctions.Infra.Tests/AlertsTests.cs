using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobFunctions.Core;
using JobFunctions.Core.Jobs;
using Microsoft.Extensions.Logging;

namespace JobFunctions.Infra.Tests;

/// <summary>The alerts look for what the code says.</summary>
public partial class AlertsTests
{
    private static readonly IReadOnlyList<string> Messages =
    [
        .. typeof(JobOptions).Assembly.GetType("JobFunctions.Core.Log", throwOnError: true)!
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message)
            .OfType<string>(),
    ];

    [Fact]
    public async Task Every_text_that_an_alert_looks_for_is_logged_or_names_a_function()
    {
        var functions = FunctionName().Matches(Repository.Sources("src", "JobFunctions")).Select(match => match.Groups[1].Value);
        var ends = JobStatuses.All.Select(status => $": {status.ToWord()}");
        var said = Messages.Concat(functions).Concat(ends).ToList();

        var queries = Queries(await Deployment.OfAsync("main.large.bicepparam"));

        Assert.Equal(6, queries.Count);
        Assert.All(
            queries.SelectMany(query => Text().Matches(query)).Where(match => match.Value[0] != '@').Select(match => match.Groups[1].Value),
            text => Assert.Contains(said, message => message.Contains(text, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("completed", true)]
    [InlineData("failed", true)]
    [InlineData("pending", false)]
    public async Task The_failed_rate_counts_the_attempts_that_end_a_job(string status, bool counts)
    {
        var queries = Queries(await Deployment.OfAsync("main.large.bicepparam"));
        var pattern = Assert.Single(queries.Select(query => Pattern().Match(query)), match => match.Success).Groups[1].Value;
        var message = Assert.Single(Messages, message => message.EndsWith(": {Status}", StringComparison.Ordinal))
            .Replace("{Job}", "0199", StringComparison.Ordinal).Replace("{Type}", "noop", StringComparison.Ordinal)
            .Replace("{Attempt}", "12", StringComparison.Ordinal).Replace("{Status}", status, StringComparison.Ordinal);

        Assert.Equal(counts, Regex.IsMatch(message, pattern));
        Assert.StartsWith("Job ", message, StringComparison.Ordinal);
    }

    /// <summary>Every other rule reads what a running service says, so this one has to fire when there is nothing.</summary>
    [Fact]
    public async Task One_rule_fires_when_a_timer_that_always_fires_is_not_heard()
    {
        var rule = Assert.Single(
            (await Deployment.OfAsync("main.large.bicepparam")).All("Microsoft.Insights/scheduledQueryRules"),
            rule => Query(rule).Contains("runs == 0", StringComparison.Ordinal));
        var timer = Name().Match(Query(rule)).Groups[1].Value;
        var declared = Repository.Sources("src", "JobFunctions", "Timers").Split($"[Function(\"{timer}\")]")[1];

        Assert.Equal("*/30 * * * * *", Schedule().Match(declared).Groups[1].Value);
        Assert.Equal("PT15M", (string)rule["properties"]!["windowSize"]!);
    }

    private static string Query(JsonNode rule) => (string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!;

    private static List<string> Queries(Deployment deployment) => deployment.All("Microsoft.Insights/scheduledQueryRules")
        .Select(Query).ToList();

    // With an @ before it, it is a pattern.
    [GeneratedRegex("@?\"([^\"]+)\"")]
    private static partial Regex Text();

    [GeneratedRegex("matches regex @\"([^\"]+)\"")]
    private static partial Regex Pattern();

    [GeneratedRegex("TimerTrigger\\(\"(.+?)\"")]
    private static partial Regex Schedule();

    [GeneratedRegex("name == \"(\\w+)\"")]
    private static partial Regex Name();

    [GeneratedRegex("\\[Function\\(\"(\\w+)\"\\)\\]")]
    private static partial Regex FunctionName();
}
