using System.Text.Json;
using System.Text.RegularExpressions;
using JobFunctions.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>What docs/job-types/writing-one.md tells its readers to write is compiled, hosted and sent as it stands there.</summary>
public class WritingOneTests(AzuriteFixture azurite)
{
    private static readonly string Page = SnippetCompiler.Page("job-types", "writing-one.md");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_job_type_has_less_than_forty_lines_of_code() => Assert.InRange(
        SnippetCompiler.Blocks(Page, "csharp").Sum(block => block.Split('\n').Count(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith("///", StringComparison.Ordinal))),
        1,
        39);

    [Fact]
    public async Task The_job_type_of_the_page_runs_and_does_what_the_page_says()
    {
        var register = Compile();
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), services => register(services));
        var (name, text) = (Group(@"files/(\S+) -T"), Group("<<< \"([^\"]+)\""));
        await service.PutFileAsync(name, text + "\n");

        var id = await service.SubmitAsync(Group("jobs/submit -d '([^']+)'"));
        var job = await service.EndsAsync(id);

        Assert.True(job.GetProperty("status").GetString() == "completed", job.GetRawText());
        var expected = Group("`result` is `([^`]+)`");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), job.GetProperty("result")), job.GetRawText());
        Assert.Equal(Group("`long.txt` among its `result_files` has `([^`]+)`") + Environment.NewLine, await service.Http.GetStringAsync($"results/{id}/long.txt", Token));
        Assert.Equal(100, job.GetProperty("progress").GetDouble());
    }

    [Fact]
    public async Task The_job_type_of_the_page_refuses_a_config_without_a_file()
    {
        var register = Compile();
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), services => register(services));

        var (status, answer) = await service.PostAsync("jobs/submit", """{"name":"Count","type":"word_count"}""");

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
        Assert.Equal("config.file", answer.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_job_type_of_the_page_describes_itself()
    {
        var register = Compile();
        await using var service = await RunningService.StartAsync(azurite.NewAccount(), services => register(services));

        var types = JsonElement.Parse(await service.Http.GetStringAsync("job-types", Token)).GetProperty("job_types").EnumerateArray();

        var type = types.Single(type => type.GetProperty("type").GetString() == "word_count");
        Assert.Equal("Word count", type.GetProperty("title").GetString());
        Assert.Equal("""["file"]""", type.GetProperty("file_members").GetRawText());
        Assert.Equal("""["file"]""", type.GetProperty("schema").GetProperty("required").GetRawText());
        Assert.Equal(10, type.GetProperty("schema").GetProperty("properties").GetProperty("long_from").GetProperty("default").GetInt32());
    }

    /// <summary>Compiles the page's class and its line of registration.</summary>
    private static Func<IServiceCollection, IServiceCollection> Compile()
    {
        var blocks = SnippetCompiler.Blocks(Page, "csharp").ToList();
        Assert.Equal(2, blocks.Count);
        var registration =
            $$"""
            using JobFunctions.Core.Handlers;
            using JobFunctions.JobTypes.WordCount;
            using Microsoft.Extensions.DependencyInjection;

            public static class Registration
            {
                public static IServiceCollection Add(IServiceCollection services) => services
                    {{blocks[1]}};
            }
            """;
        return SnippetCompiler.Compile(OutputKind.DynamicallyLinkedLibrary, blocks[0], registration).GetType("Registration")!.GetMethod("Add")!
            .CreateDelegate<Func<IServiceCollection, IServiceCollection>>();
    }

    private static string Group(string pattern) => Regex.Match(Page, pattern).Groups[1].Value;
}
