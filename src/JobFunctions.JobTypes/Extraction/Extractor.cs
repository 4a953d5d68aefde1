using JobFunctions.JobTypes.Chunks;
using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.Extraction;

/// <summary>Finds what a chunk says under each category of a taxonomy.</summary>
/// <param name="taxonomy">What to look for.</param>
/// <param name="minScore">The lowest score of a category.</param>
internal sealed class Extractor(TaxonomyIndex taxonomy, double minScore)
{
    /// <summary>A single hit of the best term leaves half of the way to certainty open; each further one halves the rest.</summary>
    private const double Weight = 0.5;

    public ChunkExtraction Extract(Chunk chunk)
    {
        var inText = taxonomy.Matcher.Find(chunk.Text)
            .SelectMany(found => found.Term.Categories.Select(category =>
                (category, Hit: new Hit(found.Term.Term, chunk.Text[found.Start..found.End], found.Start, found.End, Rounded(found.Term.ScoreInEach)))))
            .ToLookup(found => found.category, found => found.Hit);
        var inHeadings = chunk.Headings
            .SelectMany(heading => taxonomy.Matcher.Find(heading))
            .SelectMany(found => found.Term.Categories.Select(category => (category, found.Term)))
            .Distinct()
            .ToLookup(found => found.category, found => found.Term);
        var sentences = Sentences.Of(chunk.Text).ToList();

        var categories = inText.Select(found => found.Key).Union(inHeadings.Select(found => found.Key))
            .Select(category => Category(category, [.. inText[category]], [.. inHeadings[category]], chunk.Text, sentences))
            .Where(category => category.Score >= minScore)
            .OrderByDescending(category => category.Score)
            .ThenBy(category => category.Category, StringComparer.Ordinal)
            .ToList();
        return new ChunkExtraction(chunk.Id, chunk.Document, chunk.Headings, chunk.Page, chunk.Text, categories);
    }

    private static FoundCategory Category(
        CategoryPlace category, List<Hit> hits, List<KnownTerm> headings, string text, List<(int Start, int End)> sentences)
    {
        var score = Score(hits.Select(hit => hit.Score).Concat(headings.Select(term => term.ScoreInEach)));
        var statements = sentences
            .Select(sentence => (sentence, Score: Score(hits.Where(hit => Within(hit, sentence)).Select(hit => hit.Score))))
            .Where(statement => statement.Score > 0)
            .Select(statement => new Statement(
                text[statement.sentence.Start..statement.sentence.End], statement.sentence.Start, statement.sentence.End, statement.Score));
        return new FoundCategory(category.Id, category.Path, score, hits, [.. headings.Select(term => term.Term)], [.. statements]);
    }

    private static bool Within(Hit hit, (int Start, int End) sentence) => hit.Start >= sentence.Start && hit.Start < sentence.End;

    private static double Score(IEnumerable<double> hits) => Rounded(1 - hits.Aggregate(1.0, (open, score) => open * (1 - Weight * score)));

    private static double Rounded(double score) => Math.Round(score, 4);
}
