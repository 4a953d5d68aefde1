using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JobFunctions.Core.Handlers;

namespace JobFunctions.JobTypes.FunctionCalls;

/// <summary>Where the value of a parameter comes from.</summary>
internal enum ParameterSource
{
    /// <summary>The caller.</summary>
    Argument,

    /// <summary>The job: its context.</summary>
    Job,

    /// <summary>The job: its token.</summary>
    Token,
}

/// <summary>A parameter of a function.</summary>
internal sealed class FunctionParameter
{
    /// <summary>Metadata of all types that a function may take or return.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private readonly ParameterInfo _parameter;
    private readonly bool _mayBeNull;
    private readonly ValidationAttribute[] _rules;

    public FunctionParameter(ParameterInfo parameter)
    {
        _parameter = parameter;
        _mayBeNull = Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            || (!parameter.ParameterType.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull);
        _rules = [.. parameter.GetCustomAttributes<ValidationAttribute>()];
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        Source = parameter.ParameterType == typeof(IJobContext) ? ParameterSource.Job
            : parameter.ParameterType == typeof(CancellationToken) ? ParameterSource.Token
            : ParameterSource.Argument;
    }

    /// <summary>Its name for callers, in snake_case.</summary>
    public string Name { get; }

    public ParameterSource Source { get; }

    /// <summary>Whether a caller may leave it out.</summary>
    public bool IsOptional => _parameter.HasDefaultValue;

    /// <summary>Its value when it is left out.</summary>
    public object? Default => _parameter.DefaultValue is { } value
        ? value
        : _parameter.ParameterType.IsValueType ? Activator.CreateInstance(_parameter.ParameterType) : null;

    /// <summary>Reads a value.</summary>
    /// <param name="json">What the caller gave.</param>
    /// <param name="field">Where he gave it.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public object? Read(JsonElement json, string field, List<FieldError> errors)
    {
        object? value = null;
        try
        {
            if (json.ValueKind == JsonValueKind.Null && !_mayBeNull)
                errors.Add(new FieldError(field, $"({Name}) must not be null"));
            else
                value = json.Deserialize(Json.GetTypeInfo(_parameter.ParameterType));
        }
        catch (JsonException wrong)
        {
            var inner = wrong.Path is null or "$" ? "" : wrong.Path.TrimStart('$');
            errors.Add(new FieldError(field + inner, inner.Length == 0 ? $"({Name}) must be {InWords(_parameter.ParameterType)}" : "does not fit"));
        }
        catch (NotSupportedException)
        {
            errors.Add(new FieldError(field, $"({Name}) has a type that can't be given as JSON"));
        }

        if (value is not null)
            errors.AddRange(_rules.Where(rule => !rule.IsValid(value)).Select(rule => new FieldError(field, rule.FormatErrorMessage(Name))));
        return value;
    }

    private static string InWords(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var known when known == typeof(string) => "text",
        var known when known == typeof(bool) => "true or false",
        var known when known == typeof(Guid) => "a UUID",
        var known when known == typeof(DateTime) || known == typeof(DateTimeOffset) => "a time in ISO 8601",
        var known when known == typeof(decimal) || known == typeof(double) || known == typeof(float) => "a number",
        { IsEnum: true } named => "one of " + string.Join(", ", Enum.GetNames(named).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
        { IsPrimitive: true } whole => $"a whole number that fits {whole.Name}",
        var many when many.IsArray || many.GetInterfaces().Contains(typeof(System.Collections.IEnumerable)) => "a list or an object that fits",
        _ => "an object that fits",
    };
}
