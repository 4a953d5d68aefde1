namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>Turns a tree of terms into categories: each level parts those of the level above that are large.</summary>
internal static class TaxonomyBuilder
{
    /// <summary>A category with no more terms is not parted.</summary>
    private const int Small = 6;
    private const int MostCategories = 24;

    /// <param name="tree">Groups of term numbers.</param>
    /// <param name="terms">The terms by number.</param>
    /// <param name="levels">How deep categories may lie within each other.</param>
    public static IReadOnlyList<Category> Build(Dendrogram tree, IReadOnlyList<TaxonomyTerm> terms, int levels) =>
        Level(tree, terms, levels, "", []);

    private static IReadOnlyList<Category> Level(
        Dendrogram tree, IReadOnlyList<TaxonomyTerm> terms, int levels, string prefix, IReadOnlyList<string> above)
    {
        var parts = Math.Clamp((int)Math.Round(Math.Sqrt(tree.Items.Count / 1.5)), 1, MostCategories);
        return [.. tree.Split(parts)
            .OrderByDescending(group => group.Items.Sum(item => terms[item].Score))
            .ThenBy(group => group.Items.Min())
            .Select((group, index) => Category(group, terms, levels, $"{prefix}{index + 1}", above))];
    }

    private static Category Category(
        Dendrogram group, IReadOnlyList<TaxonomyTerm> terms, int levels, string id, IReadOnlyList<string> above)
    {
        var own = group.Items.Select(item => terms[item]).OrderByDescending(term => term.Score).ThenBy(term => term.Term, StringComparer.Ordinal).ToList();

        // Within a category named "job" another "job" would say nothing: it takes its next term's name.
        var name = (own.Find(term => !above.Contains(term.Term)) ?? own[0]).Term;
        var isParted = levels > 1 && own.Count > Small;
        return new Category
        {
            Id = id,
            Name = name,
            Terms = isParted ? [] : own,
            Categories = isParted ? Level(group, terms, levels - 1, id + ".", [.. above, name]) : [],
        };
    }
}
