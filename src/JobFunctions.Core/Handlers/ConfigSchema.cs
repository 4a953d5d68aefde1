using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Core.Handlers;

/// <summary>
/// Makes the JSON Schema of a config from its record: types and nullability from the declaration, words and limits from the annotations,
/// defaults from the initial values.
/// </summary>
internal static class ConfigSchema
{
    private const string InputFileFormat = "input-file";

    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };

    /// <summary>The schema of a config.</summary>
    /// <param name="config">Its metadata.</param>
    /// <param name="secrets">Its members that are secret.</param>
    public static JsonObject Of(JsonTypeInfo config, IReadOnlyCollection<string> secrets)
    {
        var schema = (JsonObject)config.GetJsonSchemaAsNode(Exporting);
        foreach (var secret in secrets)
        {
            if (schema["properties"]?[secret] is not JsonObject member)
                continue;
            member["format"] = "password";
            member["writeOnly"] = true;
        }

        return schema;
    }

    /// <summary>The members that name input files.</summary>
    public static IReadOnlyList<string> FileMembers(JsonTypeInfo config) =>
    [
        .. config.Properties.Where(property => ConfigRules.Annotations<InputFileNameAttribute>(property).Any()
            || property.PropertyType.IsAssignableTo(typeof(InputFile))
            || property.PropertyType.IsAssignableTo(typeof(IEnumerable<InputFile>))).Select(property => property.Name),
    ];

    private static JsonObject Complete(JsonSchemaExporterContext context, JsonNode node)
    {
        // What may be anything is the schema true, which has no place for a description.
        var schema = context.TypeInfo.Type == typeof(InputFile) ? InputFileSchema() : node as JsonObject ?? [];
        if (context.TypeInfo.ElementType == typeof(InputFile))
            schema["items"] = InputFileSchema();
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            CompleteMembers(context.TypeInfo, schema);
        if (context.PropertyInfo is not { } property)
            return schema;
        if (ConfigRules.Annotations<DescriptionAttribute>(property).FirstOrDefault() is { } description)
            schema["description"] = description.Description;
        foreach (var rule in ConfigRules.Annotations<ValidationAttribute>(property))
            Show(rule, schema);
        return schema;
    }

    private static void CompleteMembers(JsonTypeInfo type, JsonObject schema)
    {
        var initial = type.CreateObject?.Invoke();
        var required = new JsonArray();
        foreach (var property in type.Properties)
        {
            if (schema["properties"]?[property.Name] is not JsonObject member)
                continue;
            if (ConfigRules.IsRequired(property))
                required.Add(property.Name);
            else if (initial is not null && property.Get?.Invoke(initial) is { } value)
                member["default"] = JsonSerializer.SerializeToNode(value, type.Options.GetTypeInfo(property.PropertyType));
        }

        if (required.Count > 0)
            schema["required"] = required;
    }

    private static void Show(ValidationAttribute rule, JsonObject schema)
    {
        switch (rule)
        {
            case RangeAttribute range:
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
                if (range.Maximum is not int.MaxValue)
                    schema["maximum"] = Number(range.Maximum);
                break;
            case AllowedValuesAttribute allowed:
                var mayBeNull = schema["type"] is JsonArray types && types.Any(type => type?.GetValue<string>() == "null");
                schema["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string?)value)), .. mayBeNull ? [null] : Array.Empty<JsonNode?>()]);
                break;
            case MaxLengthAttribute most:
                schema[schema["items"] is null ? "maxLength" : "maxItems"] = most.Length;
                break;
            case RequiredAttribute when schema["items"] is not null:
                schema["minItems"] = 1;
                break;
            case InputFileNameAttribute:
                schema["format"] = InputFileFormat;
                break;
        }
    }

    private static JsonObject InputFileSchema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["format"] = InputFileFormat },
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["job_id"] = new JsonObject { ["type"] = "string", ["description"] = "An earlier job." },
                    ["file"] = new JsonObject { ["type"] = "string", ["description"] = "One of its result files." },
                },
                ["required"] = new JsonArray("job_id"),
            }),
    };

    private static JsonValue Number(object value) => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
}
