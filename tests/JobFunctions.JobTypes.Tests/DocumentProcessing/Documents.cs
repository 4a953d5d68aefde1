using System.Text.Json;
using JobFunctions.JobTypes.DocumentProcessing;

namespace JobFunctions.JobTypes.Tests.DocumentProcessing;

/// <summary>Runs the job type over documents in memory.</summary>
internal static class Documents
{
    public static async Task<JsonElement> ProcessAsync(FakeJobContext job, string config) =>
        (await new DocumentProcessingHandler().RunAsync(JsonElement.Parse(config), job, TestContext.Current.CancellationToken))!.Value;

    /// <summary>The chunks of one document.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ChunksOfAsync(string name, byte[] document, string settings = "")
    {
        var job = new FakeJobContext().WithInput(name, document);
        await ProcessAsync(job, $$"""{ "documents": ["{{name}}"] {{settings}} }""");
        return job.ResultLines("chunks.jsonl");
    }

    public static string Text(this JsonElement chunk) => chunk.GetProperty("text").GetString()!;

    public static string Headings(this JsonElement chunk) =>
        string.Join(" > ", chunk.GetProperty("headings").EnumerateArray().Select(heading => heading.GetString()));
}
