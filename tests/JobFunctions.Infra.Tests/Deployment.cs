using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace JobFunctions.Infra.Tests;

/// <summary>
/// What a parameter file would create: every resource of the compiled template, loops and modules unrolled. What only Azure knows
/// stands there as an expression.
/// </summary>
internal sealed class Deployment
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Deployment>>> Cache = new();

    private readonly JsonNode _snapshot;

    private Deployment(JsonNode snapshot) => _snapshot = snapshot;

    public JsonObject Outputs => _snapshot["outputs"]!.AsObject();

    public string Text => _snapshot.ToJsonString();

    public JsonObject AppSettings => The("Microsoft.Web/sites/config")["properties"]!.AsObject();

    public JsonNode The(string type) => Assert.Single(All(type));

    public IEnumerable<JsonNode> All(string type) =>
        _snapshot["predictedResources"]!.AsArray().Where(resource => (string)resource!["type"]! == type)!;

    /// <summary>The last parts of the names of all resources of a type.</summary>
    public IEnumerable<string> Names(string type) => All(type).Select(resource => ((string)resource["name"]!).Split('/')[^1]);

    /// <exception cref="InvalidOperationException">The template refuses the parameters; the message says why.</exception>
    public static Task<Deployment> OfAsync(string parameterFile) =>
        Cache.GetOrAdd(parameterFile, file => new(() => SnapshotAsync(file, null, []))).Value;

    /// <summary>With parameters of the test's own.</summary>
    public static Task<Deployment> WithAsync(params string[] parameters)
    {
        IEnumerable<string> lines =
            ["using 'main.bicep'", "param environmentName = 'test'", .. parameters.Select(parameter => $"param {parameter}")];
        return SnapshotAsync("test.bicepparam", string.Join('\n', lines), []);
    }

    /// <summary>As azd deploys it, after `azd env set`.</summary>
    public static Task<Deployment> AfterEnvSetAsync(params (string Name, string Value)[] environment) =>
        SnapshotAsync("main.bicepparam", null, environment);

    private static async Task<Deployment> SnapshotAsync(
        string parameterFile, string? content, IEnumerable<(string Name, string Value)> environment)
    {
        Bicep.SkipUnlessItRunsHere();
        using var folder = new InfraCopy();
        if (content is not null)
            await File.WriteAllTextAsync(Path.Combine(folder.Path, parameterFile), content);
        var (exitCode, _, complaints) = await Bicep.RunAsync(
            folder.Path,
            environment,
            "snapshot", parameterFile, "--mode", "overwrite",
            "--subscription-id", Guid.Empty.ToString(), "--resource-group", "rg", "--location", "westeurope");
        if (exitCode != 0)
            throw new InvalidOperationException(complaints);
        var snapshot = await File.ReadAllTextAsync(Path.Combine(folder.Path, Path.ChangeExtension(parameterFile, ".snapshot.json")));
        return new Deployment(JsonNode.Parse(snapshot)!);
    }
}
