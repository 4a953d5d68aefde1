using System.Text;
using System.Text.Json;
using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.TaxonomyProcessing;
using JobFunctions.JobTypes.Tests.DocumentProcessing;

namespace JobFunctions.JobTypes.Tests.TaxonomyProcessing;

/// <summary>Makes taxonomies in memory.</summary>
internal static class Taxonomies
{
    /// <summary>The chunks of the documentation.</summary>
    public static async Task<FakeJobContext> ChunkDocumentationAsync()
    {
        var job = new FakeJobContext().WithDocuments();
        await Documents.ProcessAsync(job, $$"""{ "documents": {{JsonSerializer.Serialize(Samples.Documents)}} }""");
        return job;
    }

    public static async Task<(Taxonomy Taxonomy, JsonElement Result)> MakeAsync(FakeJobContext job, string config)
    {
        var result = await new TaxonomyProcessingHandler().RunAsync(JsonElement.Parse(config), job, TestContext.Current.CancellationToken);
        return (JsonSerializer.Deserialize(job.ResultBytes("taxonomy.json"), TaxonomyJson.Info)!, result!.Value);
    }

    /// <summary>A file of chunks with these texts.</summary>
    public static byte[] Chunks(params IEnumerable<string> texts) => Encoding.UTF8.GetBytes(string.Concat(texts.Select((text, i) =>
        JsonSerializer.Serialize(new Chunk($"a.txt#{i}", "a.txt", i, [], null, null, 1, text), ChunkJson.Default.Chunk) + "\n")));

    public static IEnumerable<Category> All(IEnumerable<Category> categories) =>
        categories.SelectMany(category => All(category.Categories).Prepend(category));

    /// <summary>Every term, the best first.</summary>
    public static IReadOnlyList<TaxonomyTerm> Ranked(this Taxonomy taxonomy) =>
        [.. All(taxonomy.Categories).SelectMany(category => category.Terms).OrderByDescending(term => term.Score)];
}
