using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JobFunctions.Core.Secrets;

/// <summary>Moves the secret members of a config to where secrets are, and back for the handler.</summary>
internal static class SecretConfig
{
    /// <summary>The name among these that a config's member has. Configs are read without regard to case.</summary>
    public static string? NameOf(string member, IReadOnlyCollection<string> members) =>
        members.FirstOrDefault(name => name.Equals(member, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes texts that are secret out of a config. What is no text, or given twice, stays and is found to be wrong.</summary>
    public static (JsonElement Config, IReadOnlyDictionary<string, string> Secrets) Split(
        JsonElement config, IReadOnlyCollection<string> members, IReadOnlyDictionary<string, string> given)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.EnumerateObject().Any(member => NameOf(member.Name, members) is not null))
            return (config, given);
        var rest = new JsonObject();
        var secrets = new Dictionary<string, string>(given, StringComparer.Ordinal);
        foreach (var member in config.EnumerateObject())
        {
            var isMoved = NameOf(member.Name, members) is { } name && member.Value.ValueKind switch
            {
                JsonValueKind.String => secrets.TryAdd(name, member.Value.GetString()!),
                JsonValueKind.Null => true,
                _ => false,
            };
            if (!isMoved)
                rest[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        return (ToElement(rest), secrets);
    }

    /// <summary>The config as its handler knows it.</summary>
    public static JsonElement Join(JsonElement config, IReadOnlyCollection<string> members, IReadOnlyDictionary<string, string> secrets)
    {
        var back = members.Where(secrets.ContainsKey).ToList();
        if (back.Count == 0 || config.ValueKind != JsonValueKind.Object)
            return config;
        var whole = JsonObject.Create(config)!;
        foreach (var name in back)
            whole[name] = secrets[name];
        return ToElement(whole);
    }

    private static JsonElement ToElement(JsonObject json) => JsonSerializer.SerializeToElement(json, SecretConfigJson.Default.JsonObject);
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SecretConfigJson : JsonSerializerContext;
