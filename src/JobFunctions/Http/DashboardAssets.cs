using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace JobFunctions.Http;

/// <summary>
/// The dashboard's files, as they stand in the assembly. Their addresses hold a hash of all of them, so that a browser may keep them for
/// ever and still never mixes two versions.
/// </summary>
internal static class DashboardAssets
{
    private const string Prefix = "dashboard/";
    private const string Page = "index.html";
    private const string NoModule = "theme.js";

    /// <summary>Stands in the page where the version belongs.</summary>
    private const string NoVersion = "dashboard/0/";

    private static readonly FrozenDictionary<string, byte[]> Files = ReadAll();

    /// <summary>Names the content of all files.</summary>
    public static string Version { get; } = HashOfAll();

    /// <summary>The page. It names every module at once, so that a browser does not find them one behind the other.</summary>
    public static string Html { get; } = Encoding.UTF8.GetString(Files[Page])
        .Replace("</head>", $"{Preloads()}</head>", StringComparison.Ordinal)
        .Replace(NoVersion, $"{Prefix}{Version}/", StringComparison.Ordinal);

    /// <summary>A file of the page; null when there is none of this name.</summary>
    public static byte[]? Find(string name) => Files.GetValueOrDefault(name);

    /// <summary>The media type of a file, by its name.</summary>
    public static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static FrozenDictionary<string, byte[]> ReadAll()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(assembly.GetManifestResourceStream(name)!), StringComparer.Ordinal);
    }

    private static byte[] Read(Stream resource)
    {
        using (resource)
        {
            var content = new byte[resource.Length];
            resource.ReadExactly(content);
            return content;
        }
    }

    private static string HashOfAll()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static string Preloads() => string.Concat(
        from name in Files.Keys.Order(StringComparer.Ordinal)
        where name.EndsWith(".js", StringComparison.Ordinal) && name != NoModule
        select $"<link rel=\"modulepreload\" href=\"{NoVersion}{name}\">\n");
}
