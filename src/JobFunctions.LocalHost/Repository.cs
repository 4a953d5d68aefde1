namespace JobFunctions.LocalHost;

/// <summary>The repository that this program was built in.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution; null when the program runs elsewhere.</summary>
    public static string? Root { get; } = Find(AppContext.BaseDirectory);

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "JobFunctions.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
