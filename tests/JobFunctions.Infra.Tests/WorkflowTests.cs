using System.Text.RegularExpressions;

namespace JobFunctions.Infra.Tests;

/// <summary>What the workflows run is pinned: a tag can be moved to other code, a commit can't.</summary>
public partial class WorkflowTests
{
    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(Repository.PathOf(".github", "workflows")).Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_its_commit_and_tells_its_version(string workflow) => Assert.All(
        Uses().Matches(Repository.Read(".github", "workflows", workflow)),
        uses => Assert.Matches("@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$", uses.Value));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_workflow_has_a_stored_secret_or_more_rights_than_it_names(string workflow)
    {
        var text = Repository.Read(".github", "workflows", workflow);

        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^permissions:\n  contents: read$", text);
    }

    /// <summary>A variable that GitHub does not know is empty and not absent, so the workflow needs the defaults of the parameter file.</summary>
    [Fact]
    public void The_deployment_hands_over_all_that_the_parameter_file_reads_with_its_defaults()
    {
        var workflow = Repository.Read(".github", "workflows", "deploy.yml");

        Assert.All(Reads().Matches(Repository.Read("infra", "main.bicepparam")).Where(read => read.Groups[1].Value != "AZURE_ENV_NAME"), read =>
        {
            var (name, value) = (read.Groups[1].Value, read.Groups[2].Value);
            var handed = Regex.Match(workflow, $@"(?m)^      {name}: \$\{{\{{ vars\.{name}(?: \|\| '(.*)')? \}}\}}$");
            Assert.True(handed.Success, name);
            Assert.Equal(value, handed.Groups[1].Value);
        });
    }

    [Fact]
    public void The_documentation_names_all_that_the_parameter_file_reads()
    {
        var page = Repository.Read("docs", "operations.md");

        Assert.All(
            Reads().Matches(Repository.Read("infra", "main.bicepparam")),
            read => Assert.Contains($"`{read.Groups[1].Value}`", page, StringComparison.Ordinal));
    }

    [GeneratedRegex("(?m)uses: .*$")]
    private static partial Regex Uses();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)', '(.*?)'\)")]
    private static partial Regex Reads();
}
