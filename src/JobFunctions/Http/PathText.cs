namespace JobFunctions.Http;

/// <summary>Free text in a path.</summary>
internal static class PathText
{
    /// <summary>The text as it was meant: the server unescapes all of a path but slashes.</summary>
    public static string Whole(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
