namespace JobFunctions.JobTypes.Tests;

/// <summary>The project's own documentation, in several formats.</summary>
internal static class Samples
{
    public static IEnumerable<string> Documents { get; } =
        [.. Directory.GetFiles(In("docs")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public static byte[] Read(string name) => File.ReadAllBytes(In(name));

    /// <summary>A job to which all of the Markdown was sent.</summary>
    public static FakeJobContext WithDocuments(this FakeJobContext job)
    {
        foreach (var name in Documents)
            job.WithInput(name, Read($"docs/{name}"));
        return job;
    }

    private static string In(string name) => Path.Combine(AppContext.BaseDirectory, "Samples", name);
}
