using JobFunctions.JobTypes.FunctionCalls;
using JobFunctions.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Every C# block of the documentation is compiled and does what its page says.</summary>
public class SnippetTests(AzuriteFixture azurite)
{
    /// <summary>A page with code that no test knows fails this one.</summary>
    [Fact]
    public void Every_page_with_code_has_its_test() => Assert.Equal(
        ["dotnet-client.md", "function.md", "writing-one.md"],
        Directory.EnumerateFiles(Path.Combine(Repository.Root!, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root!, "*.md"))
            .Where(page => SnippetCompiler.Blocks(File.ReadAllText(page), "csharp").Any())
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));

    /// <summary>The function of docs/job-types/function.md, with the store that its readers would have.</summary>
    [Theory]
    [InlineData("\"args\": [17]")]
    [InlineData("\"args\": [17, 2]")]
    [InlineData("\"kwargs\": {\"invoice_id\": 17}")]
    public async Task The_function_of_the_page_is_called_as_the_page_says(string arguments)
    {
        var block = Assert.Single(SnippetCompiler.Blocks(SnippetCompiler.Page("job-types", "function.md"), "csharp"));
        var assembly = SnippetCompiler.Compile(
            OutputKind.DynamicallyLinkedLibrary,
            $$"""
            using System.ComponentModel.DataAnnotations;
            using JobFunctions.Core.Handlers;
            using JobFunctions.JobTypes.FunctionCalls;

            {{block}}

            internal sealed class InvoiceStore
            {
                public Task SendAsync(long invoice, int copies, JobFunctions.Core.Jobs.JobId job, CancellationToken cancellationToken) =>
                    invoice == 17 && copies is 1 or 2 && job != default ? Task.CompletedTask : throw new ArgumentOutOfRangeException(nameof(invoice));
            }
            """);
        await using var service = await RunningService.StartAsync(
            azurite.NewAccount(), services => services.AddJobFunctions(assembly).AddSingleton(assembly.GetType("InvoiceStore")!));

        var job = await service.EndsAsync(await service.SubmitAsync($$"""{"name": "call", "func_name": "billing.send_invoice", {{arguments}}}"""));

        Assert.True(job.GetProperty("status").GetString() == "completed", job.GetRawText());
        Assert.Equal("sent", job.GetProperty("result").GetString());
        var (status, _) = await service.PostAsync("jobs/submit", """{"name": "call", "func_name": "billing.send_invoice", "args": [17, 6]}""");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
    }
}
