using JobFunctions.Client;
using JobFunctions.Testing;
using Microsoft.CodeAnalysis;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>What docs/guides/dotnet-client.md shows is compiled as it stands there, and its first program runs.</summary>
public class ClientPageTests(AzuriteFixture azurite)
{
    private static readonly List<string> Blocks = [.. SnippetCompiler.Blocks(SnippetCompiler.Page("guides", "dotnet-client.md"), "csharp")];

    /// <summary>What the page's later blocks take for given.</summary>
    private const string Given =
        """
        using JobFunctions.Client;
        using System.Text.Json.Nodes;

        public interface ITokens { ValueTask<string> GetAsync(CancellationToken cancellationToken); }
        """;

    [Fact]
    public void Every_block_compiles() => SnippetCompiler.Compile(
        OutputKind.DynamicallyLinkedLibrary,
        Blocks.Skip(1).Select((block, number) =>
        {
            List<string> parameters = ["HttpClient http", "ITokens tokens", "JsonObject config"];
            if (!block.Contains("var client =", StringComparison.Ordinal))
                parameters.Add("JobClient client");
            if (!block.Contains("var id =", StringComparison.Ordinal))
                parameters.Add("string id");
            var wait = block.Contains("await", StringComparison.Ordinal) ? "" : "await Task.CompletedTask;";
            return $$"""
                using JobFunctions.Client;
                using System.Text.Json.Nodes;

                public static class Block{{number}}
                {
                    public static async Task Run({{string.Join(", ", parameters)}})
                    {
                        {{wait}}
                        {{block}}
                    }
                }
                """;
        }).Append(Given));

    [Fact]
    public void The_package_shows_the_first_program() => Assert.Equal(
        Blocks[0],
        Assert.Single(SnippetCompiler.Blocks(File.ReadAllText(Path.Combine(Repository.Root!, "src", "JobFunctions.Client", "README.md")), "csharp")));

    [Fact]
    public async Task The_first_program_runs()
    {
        await using var service = await RunningService.StartAsync(azurite.NewAccount());
        var program = Blocks[0].Replace("http://localhost:7071/api/v1/", service.Http.BaseAddress!.AbsoluteUri, StringComparison.Ordinal);

        var main = SnippetCompiler.Compile(OutputKind.ConsoleApplication, program).EntryPoint!;
        await Task.Run(() => main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]), TestContext.Current.CancellationToken);

        var job = await new JobClient(service.Http).ListAsync(cancellationToken: TestContext.Current.CancellationToken)
            .SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("hello", JobStatus.Completed), (job.Name, job.Status));
    }
}
