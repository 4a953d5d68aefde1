using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace JobFunctions.Core.Handlers;

/// <summary>Holds a config against the annotations of its members, such as <c>[Range]</c>. Its JSON Schema shows the same ones.</summary>
internal static class ConfigRules
{
    /// <summary>What is wrong with the members of an object, and with the objects in them.</summary>
    public static IEnumerable<FieldError> Check(object config, JsonTypeInfo type, string path)
    {
        foreach (var property in type.Properties)
        {
            if (property.Get is not { } get)
                continue;
            var (field, value) = ($"{path}.{property.Name}", get(config));
            if (Objection(property, value) is { } objection)
                yield return new FieldError(field, objection);
            else
            {
                foreach (var error in CheckInside(value, type, field))
                    yield return error;
            }
        }
    }

    /// <summary>Whether a member must be given.</summary>
    public static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || Annotations<RequiredAttribute>(property).Any()
        || property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };

    /// <summary>The annotations of a member.</summary>
    public static IEnumerable<T> Annotations<T>(JsonPropertyInfo property) where T : Attribute =>
        property.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).Cast<T>() ?? [];

    private static IEnumerable<FieldError> CheckInside(object? value, JsonTypeInfo owner, string field) => value switch
    {
        null or string => [],
        IEnumerable many => many.Cast<object?>().Index().SelectMany(one => CheckInside(one.Item, owner, $"{field}[{one.Index}]")),
        _ when owner.Options.TryGetTypeInfo(value.GetType(), out var inner) && inner.Kind == JsonTypeInfoKind.Object => Check(value, inner, field),
        _ => [],
    };

    private static string? Objection(JsonPropertyInfo property, object? value)
    {
        if (IsMissing(value) && Annotations<RequiredAttribute>(property).FirstOrDefault() is { } required)
            return required.ErrorMessage ?? "must be given";
        return value is not null
            && Annotations<ValidationAttribute>(property).FirstOrDefault(rule => rule is not RequiredAttribute && !rule.IsValid(value)) is { } broken
                ? InWords(broken, property.Name)
                : null;
    }

    private static bool IsMissing(object? value) => value switch
    {
        null or ICollection { Count: 0 } => true,
        string text => string.IsNullOrWhiteSpace(text),
        _ => false,
    };

    private static string InWords(ValidationAttribute rule, string name) => rule switch
    {
        { ErrorMessage: { } words } => words,
        RangeAttribute { Maximum: int.MaxValue } range => $"must be {Text(range.Minimum)} or more",
        RangeAttribute { MinimumIsExclusive: true } range => $"must be more than {Text(range.Minimum)} and at most {Text(range.Maximum)}",
        RangeAttribute range => $"must be between {Text(range.Minimum)} and {Text(range.Maximum)}",
        AllowedValuesAttribute allowed => $"must be {Words([.. allowed.Values.Select(Text)])}",
        MaxLengthAttribute most => $"may be {most.Length} long at most",
        _ => rule.FormatErrorMessage(name),
    };

    private static string Words(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
