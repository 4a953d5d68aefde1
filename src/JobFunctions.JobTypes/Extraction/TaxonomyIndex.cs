using System.Text.Json;
using JobFunctions.JobTypes.TaxonomyProcessing;
using JobFunctions.JobTypes.Terms;

namespace JobFunctions.JobTypes.Extraction;

/// <summary>A taxonomy as it is searched for: its terms by their normal form, each with the categories that it belongs to.</summary>
internal sealed class TaxonomyIndex
{
    private TaxonomyIndex(TermMatcher<KnownTerm> matcher, int terms) => (Matcher, Terms) = (matcher, terms);

    public TermMatcher<KnownTerm> Matcher { get; }

    public int Terms { get; }

    public static TaxonomyIndex Of(Taxonomy taxonomy)
    {
        var places = taxonomy.Categories
            .SelectMany((category, index) => Places(category, $"{index + 1}", []))
            .ToList();
        var known = new Dictionary<string, KnownTerm>(StringComparer.Ordinal);

        // A term's own spelling goes before the variants of others.
        foreach (var (term, category) in places)
            Add(known, term.Term, term, category);
        foreach (var (term, category) in places)
        {
            foreach (var variant in term.Variants)
                Add(known, variant, term, category);
        }

        return new TaxonomyIndex(new TermMatcher<KnownTerm>(known), places.Count);
    }

    private static void Add(Dictionary<string, KnownTerm> known, string spelling, TaxonomyTerm term, CategoryPlace category)
    {
        var normal = Words.NormalTerm(spelling);
        if (normal.Length == 0)
            return;
        if (!known.TryGetValue(normal, out var there))
            known[normal] = new KnownTerm(term.Term, Math.Clamp(term.Score, 0, 1), [category]);
        else if (there.Term == term.Term && !there.Categories.Contains(category))
            known[normal] = there with { Categories = [.. there.Categories, category] };
    }

    private static IEnumerable<(TaxonomyTerm Term, CategoryPlace Category)> Places(Category? category, string id, IReadOnlyList<string> above)
    {
        // The elements of a list can be null, whatever its declared type says.
        if (category is null || category.Terms.Any(term => term is null || term.Variants.Any(variant => variant is null)))
            throw new JsonException($"category {id} or one of its terms is null");
        var place = new CategoryPlace(category.Id ?? id, [.. above, category.Name]);
        return category.Terms.Select(term => (term, place))
            .Concat(category.Categories.SelectMany((inner, index) => Places(inner, $"{id}.{index + 1}", place.Path)));
    }
}

/// <summary>A category and where it lies.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">Its name and those of the categories around it, the outermost first.</param>
internal sealed record CategoryPlace(string Id, IReadOnlyList<string> Path);

/// <summary>A term that is searched for.</summary>
/// <param name="Term">As the taxonomy writes it.</param>
/// <param name="Score">How much it says.</param>
/// <param name="Categories">Where it belongs; in more than one it says less of each.</param>
internal sealed record KnownTerm(string Term, double Score, IReadOnlyList<CategoryPlace> Categories)
{
    public double ScoreInEach => Score / Categories.Count;
}
