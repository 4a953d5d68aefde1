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

    [GeneratedRegex("(?m)uses: .*$")]
    private static partial Regex Uses();
}
