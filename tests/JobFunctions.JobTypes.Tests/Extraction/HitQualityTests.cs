using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.Extraction;
using JobFunctions.JobTypes.TaxonomyProcessing;

namespace JobFunctions.JobTypes.Tests.Extraction;

/// <summary>The places that are found in passages of the documentation against those that a reader marked.</summary>
public partial class HitQualityTests(ITestOutputHelper output)
{
    [Fact]
    public void Hits_are_those_of_the_reader()
    {
        var taxonomy = JsonSerializer.Deserialize(Samples.Read("labels/taxonomy.json"), TaxonomyJson.Info)!;
        var extractor = new Extractor(TaxonomyIndex.Of(taxonomy), 0);
        var (found, marked) = (new List<Place>(), new List<Place>());

        foreach (var (passage, text, marks) in Passages())
        {
            marked.AddRange(marks);
            var extraction = extractor.Extract(new Chunk(passage, passage, 0, [], null, null, 1, text));
            found.AddRange(extraction.Categories.SelectMany(category =>
                category.Hits.Select(hit => new Place(passage, category.Path[0], hit.Start, hit.End, hit.Text))));
        }

        var quality = Quality.Of(found, marked);
        output.WriteLine($"hits: {quality}");
        output.WriteLine($"not marked: {string.Join(", ", found.Except(marked).Select(place => place.Text))}");
        output.WriteLine($"not found: {string.Join(", ", marked.Except(found).Select(place => place.Text))}");

        // A little below what docs/job-types/extraction.md says was measured.
        Assert.InRange(quality.Precision, 0.86, 1);
        Assert.InRange(quality.Recall, 0.88, 1);
    }

    [Fact]
    public void The_marked_passages_stand_in_the_documentation() =>
        Assert.All(
            Passages(),
            passage => Assert.Contains(passage.Text, Encoding.UTF8.GetString(Samples.Read($"docs/{passage.Name.Split(':')[0]}")), StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Text, List<Place> Marks)> Passages()
    {
        foreach (var passage in ("\n" + Encoding.UTF8.GetString(Samples.Read("labels/hits.txt"))).Split("\n# ").Skip(1))
        {
            var (name, marked) = (passage.Split('\n')[0], passage[(passage.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim());
            var (text, marks, at) = (new StringBuilder(), new List<Place>(), 0);
            foreach (Match mark in Mark().Matches(marked))
            {
                text.Append(marked, at, mark.Index - at);
                marks.Add(new Place(name, mark.Groups[1].Value, text.Length, text.Length + mark.Groups[2].Length, mark.Groups[2].Value));
                text.Append(mark.Groups[2].Value);
                at = mark.Index + mark.Length;
            }

            yield return (name, text.Append(marked, at, marked.Length - at).ToString(), marks);
        }
    }

    [GeneratedRegex(@"\[\[(.+?)\|(.+?)\]\]")]
    private static partial Regex Mark();

    private sealed record Place(string Passage, string Category, int Start, int End, string Text);
}
