using System.Text.Json.Nodes;

namespace JobFunctions.Infra.Tests;

/// <summary>The Bicep files themselves.</summary>
public class BicepTests
{
    private static readonly string Infra = Repository.PathOf("infra");

    [Fact]
    public async Task Lint_has_nothing_to_say_of_any_file()
    {
        Bicep.SkipUnlessItRunsHere();

        var (exitCode, _, complaints) = await Bicep.RunAsync(Infra, "lint", "--pattern", "*.bicep*");

        Assert.Equal(("", 0), (complaints, exitCode));
    }

    [Fact]
    public async Task Every_file_is_formatted()
    {
        Bicep.SkipUnlessItRunsHere();
        using var copy = new InfraCopy();

        await Bicep.RunAsync(copy.Path, "format", "--pattern", "*.bicep*");

        Assert.All(
            Directory.EnumerateFiles(Infra),
            file => Assert.Equal(File.ReadAllText(Path.Combine(copy.Path, Path.GetFileName(file))), File.ReadAllText(file)));
    }

    [Fact]
    public async Task The_template_builds_without_a_warning_and_its_parameters_say_what_they_are()
    {
        Bicep.SkipUnlessItRunsHere();

        var (exitCode, template, complaints) = await Bicep.RunAsync(Infra, "build", "main.bicep", "--stdout");

        Assert.Equal(("", 0), (complaints, exitCode));
        Assert.All(
            JsonNode.Parse(template)!["parameters"]!.AsObject(),
            parameter => Assert.NotEmpty((string?)parameter.Value!["metadata"]?["description"] ?? ""));
    }

    [Fact]
    public void Nothing_has_to_be_fetched_to_build_it() => Assert.All(
        Directory.EnumerateFiles(Infra, "*.bicep"),
        file => Assert.DoesNotContain("'br", File.ReadAllText(file), StringComparison.Ordinal));
}
