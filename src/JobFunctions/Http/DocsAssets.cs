using System.IO.Compression;
using System.Reflection;
using Scalar.AspNetCore;

namespace JobFunctions.Http;

/// <summary>What the documentation is made of: our own description, and Scalar's script out of its package.</summary>
internal static class DocsAssets
{
    private const string ScriptName = "ScalarStaticAssets.scalar.js";

    public static Stream OpenApi() => Open(typeof(DocsAssets).Assembly, "openapi.json");

    /// <param name="zipped">As the package holds it; plain otherwise.</param>
    public static Stream Script(bool zipped)
    {
        var script = Open(typeof(ScalarOptions).Assembly, ScriptName);
        return zipped ? script : new GZipStream(script, CompressionMode.Decompress);
    }

    private static Stream Open(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no resource {name} in {assembly.GetName().Name}");
}
