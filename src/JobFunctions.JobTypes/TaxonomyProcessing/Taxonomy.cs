using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.JobTypes.TaxonomyProcessing;

/// <summary>The key terms of a body of text, grouped: <c>taxonomy.json</c>. One written by hand needs only names and terms.</summary>
internal sealed record Taxonomy
{
    /// <summary>How many chunks it was made of.</summary>
    public long Chunks { get; init; }

    /// <summary>How many terms it has.</summary>
    public int Terms { get; init; }

    public required IReadOnlyList<Category> Categories { get; init; }
}

/// <summary>A group of terms that stand together in the texts.</summary>
internal sealed record Category
{
    /// <summary>Its place: <c>2.1</c> is the first within the second.</summary>
    public string? Id { get; init; }

    /// <summary>Its foremost term.</summary>
    public required string Name { get; init; }

    /// <summary>Its terms; those of the categories within it stand there.</summary>
    public IReadOnlyList<TaxonomyTerm> Terms { get; init; } = [];

    /// <summary>The categories of the next level.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];
}

/// <summary>A key term.</summary>
internal sealed record TaxonomyTerm
{
    /// <summary>As it is mostly written.</summary>
    public required string Term { get; init; }

    /// <summary>Other ways to write it.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>How much it says of the texts, 0 to 1.</summary>
    public double Score { get; init; } = 1;

    /// <summary>How often it stands in the chunks.</summary>
    public long Frequency { get; init; }

    /// <summary>In how many chunks it stands.</summary>
    public long Chunks { get; init; }
}

/// <summary>How a taxonomy is written and read.</summary>
// By reflection: source-generated metadata would reset the init-only members that a taxonomy written by hand leaves out.
internal static class TaxonomyJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static JsonTypeInfo<Taxonomy> Info { get; } = (JsonTypeInfo<Taxonomy>)Options.GetTypeInfo(typeof(Taxonomy));
}
