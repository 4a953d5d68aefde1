namespace JobFunctions.Infra.Tests;

/// <summary>The files of the repository that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>The text of every C# file below a folder.</summary>
    public static string Sources(params string[] folder) =>
        string.Concat(Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "JobFunctions.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no JobFunctions.sln above the tests."));
}
