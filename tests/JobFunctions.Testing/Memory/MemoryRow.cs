using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobFunctions.Testing.Memory;

/// <summary>A row of a table: its properties as the JSON that the client sent, without its keys.</summary>
internal sealed class MemoryRow(string key, byte[] properties, long version, DateTime timestamp)
{
    public string Key => key;

    public long Version => version;

    public string ETag => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    private const string Type = "@odata.type";

    /// <summary>Makes the stored form of what a client sends: an object that may name its keys.</summary>
    public static byte[] PropertiesOf(JsonElement entity)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var property in entity.EnumerateObject())
            {
                var isOurs = property.Name is "PartitionKey" or "RowKey" or "Timestamp" || property.Name.StartsWith("odata.", StringComparison.Ordinal);
                var isPlain = property.Name.EndsWith(Type, StringComparison.Ordinal) && property.Value.GetString() == "Edm.Double";
                if (isOurs || isPlain || property.Value.ValueKind == JsonValueKind.Null)
                    continue;
                if (entity.TryGetProperty(property.Name + Type, out var type) && type.GetString() == "Edm.Double")
                    WriteDouble(json, property.Name, property.Value.GetDouble());
                else
                    property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Without a type beside it, as the service writes it: what tells it from a whole number is its point.</summary>
    public static void WriteDouble(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(double.IsInteger(value) ? value.ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture));
    }

    public byte[] MergedWith(byte[] more)
    {
        var merged = JsonNode.Parse(properties)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
            merged[name] = value?.DeepClone();
        return JsonSerializer.SerializeToUtf8Bytes(merged);
    }

    public JsonDocument Parse() => JsonDocument.Parse(properties);

    /// <summary>As an answer shows it.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="partition">Its partition's key.</param>
    /// <param name="columns">Which properties; null for all.</param>
    public void WriteTo(Utf8JsonWriter json, string partition, IReadOnlySet<string>? columns)
    {
        json.WriteStartObject();
        json.WriteString("odata.etag", ETag);
        if (columns is null || columns.Contains("PartitionKey"))
            json.WriteString("PartitionKey", partition);
        if (columns is null || columns.Contains("RowKey"))
            json.WriteString("RowKey", key);
        if (columns is null || columns.Contains("Timestamp"))
            json.WriteString("Timestamp", timestamp);
        using var stored = Parse();
        foreach (var property in stored.RootElement.EnumerateObject())
        {
            if (columns is null || columns.Contains(property.Name.Split('@')[0]))
                property.WriteTo(json);
        }

        json.WriteEndObject();
    }

    /// <summary>A value for a filter.</summary>
    public object? Value(string name) => name switch
    {
        "RowKey" => key,
        "Timestamp" => timestamp,
        _ => Stored(name),
    };

    private object? Stored(string name)
    {
        using var stored = Parse();
        if (!stored.RootElement.TryGetProperty(name, out var value))
            return null;
        var type = stored.RootElement.TryGetProperty(name + Type, out var given) ? given.GetString() : null;
        return value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            JsonValueKind.Number => value.GetDouble(),
            _ when type == "Edm.Int64" => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            _ when type == "Edm.DateTime" => value.GetDateTime().ToUniversalTime(),
            _ => value.GetString(),
        };
    }
}
